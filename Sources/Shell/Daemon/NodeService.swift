// This source file is part of the Outpace project. License: see LICENSE.

import Logging
import NIOCore
import NodeCore
import Peering
import Primitives
import Storage
import Synchronization
import Transport
import Validator

/// The loop that owns the node: takes all inputs that have gathered, steps the node, makes its records
/// durable in one commit, and only then performs what the node wants done.
///
/// The node is a local variable of `run`: nothing else can touch it, so there is neither a lock nor a
/// re-entrancy to think about. Senders slow down with it through the bounded inbox.
final class NodeService: Sendable {
    private let makeNode: @Sendable (Moment) -> Node
    private let inbox: Inbox
    private let tickets: TicketTable
    private let database: NodeDatabase
    private let transport: TransportService
    private let notices: NoticeBoard
    private let guestBook: GuestBook
    private let seen: SeenFilter
    private let eventLoop: any EventLoop
    private let clock = SystemClock()
    private let logger: Logger
    /// How many octets of states are read for a peer at once.
    private let loadByteLimit = 700 << 10

    init(
        inbox: Inbox, tickets: TicketTable, database: NodeDatabase, transport: TransportService,
        notices: NoticeBoard, guestBook: GuestBook, seen: SeenFilter, eventLoop: any EventLoop,
        logger: Logger, makeNode: @escaping @Sendable (Moment) -> Node
    ) {
        self.makeNode = makeNode
        self.inbox = inbox
        self.tickets = tickets
        self.database = database
        self.transport = transport
        self.notices = notices
        self.guestBook = guestBook
        self.seen = seen
        self.eventLoop = eventLoop
        self.logger = logger
    }

    /// Runs until the inbox is closed.
    ///
    /// - Throws: `StorageError`; nothing more may be promised then, and the node has to stop.
    func run() async throws {
        defer {
            inbox.abandon()
            tickets.close()
        }
        try await withThrowingDiscardingTaskGroup { tasks in
            var node = makeNode(clock.now)
            var timer = WakeTimer(on: eventLoop) { [inbox] in inbox.wake() }
            while let batch = await inbox.receive() {
                let now = clock.now
                var effects: [NodeEffect] = []
                var inspections: [@Sendable ((node: Node, now: Moment)?) -> Void] = []
                for item in batch {
                    switch item {
                    case .input(let input):
                        effects += node.step(input, at: now)
                        seen.note(input, of: node)
                        guestBook.note(input, of: node)
                    case .inspection(let inspection): inspections.append(inspection)
                    }
                }
                if let deadline = node.nextDeadline, deadline <= now.instant {
                    effects += node.step(.woke, at: now)
                    timer.fired()
                }
                effects += node.step(.settled, at: now)
                try await commit(effects)
                for load in perform(effects, of: node) {
                    tasks.addTask { try await self.read(load) }
                }
                for inspection in inspections { inspection((node, now)) }
                timer.schedule(node.nextDeadline, now: clock.now.instant)
            }
        }
    }

    /// Makes the records among the effects durable, all in one transaction.
    private func commit(_ effects: [NodeEffect]) async throws {
        let records = effects.compactMap { effect -> NodeRecord? in
            if case .persist(let record) = effect { record } else { nil }
        }
        guard !records.isEmpty else { return }
        let start = ContinuousClock.now
        try await database.append(records)
        notices.noteCommit(ContinuousClock.now - start)
    }

    /// Performs everything but the records; what has to be read from storage comes back.
    private func perform(_ effects: [NodeEffect], of node: Node) -> [StorageQuery] {
        var loads: [StorageQuery] = []
        var outgoing = Outgoing()
        for effect in effects {
            switch effect {
            case .persist: continue
            case .sendGossip(let message, let peer): outgoing.append(message, .gossip, to: peer)
            case .sendDirect(let message, let peer): outgoing.append(message, .direct, to: peer)
            case .answer(let ticket, let answer): tickets.resolve(ticket, with: answer)
            case .load(let query): loads.append(query)
            case .learnt(let addresses, let peer): transport.learn(addresses, of: peer)
            case .graylist(let peer, let isGraylisted): guestBook.graylist(peer, isGraylisted)
            case .disconnect(let peer, let reason):
                guestBook.noteDisconnection(reason)
                logger.info(
                    "ending the session with a peer",
                    metadata: ["peer": "\(peer)", "reason": "\(reason)"])
                transport.disconnect(peer, draining: false)
            case .notice(let notice): notices.post(notice)
            }
        }
        for (peer, messages) in outgoing.messages {
            // Meant for the session that the node knows; a newer one begins with its own greeting.
            transport.send(messages, to: peer, session: node.sessionSalt(of: peer) ?? [])
        }
        return loads
    }

    private func read(_ query: StorageQuery) async throws {
        let answer: StorageAnswer
        switch query {
        case .states(let channel, let sequence, let peer):
            let bundles = try await database.approvedBundles(
                of: channel, after: sequence, byteLimit: loadByteLimit)
            answer = .states(LoadedStates(channel: channel, peer: peer, bundles: bundles))
        case .records(let channel, let ids, let peer):
            let records = try await database.records(of: channel, ids: ids)
            answer = .records(LoadedRecords(channel: channel, peer: peer, records: records))
        case .missing(let channel, let place, let limit):
            answer = .missing(
                try await database.missingRecords(of: channel, from: place, limit: limit))
        }
        await inbox.send(.input(.loaded(answer)))
    }
}

/// Messages to send after a commit, gathered by peer in the order peers first appear.
private struct Outgoing {
    var messages: [(peer: PeerID, messages: [(lane: SessionLane, message: Bytes)])] = []
    private var places: [PeerID: Int] = [:]

    mutating func append(_ message: Bytes, _ lane: SessionLane, to peer: PeerID) {
        if let place = places[peer] {
            messages[place].messages.append((lane, message))
        } else {
            places[peer] = messages.count
            messages.append((peer, [(lane, message)]))
        }
    }
}
