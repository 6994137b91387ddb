// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Identity
import Logging
import NodeCore
import Outpace
import Peering
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

@testable import Daemon

/// What is done about a message before the node's loop sees it.
@Suite struct PeerInletTests {
    private let keys: [NodeKey]
    private let channel: PaymentChannel
    private let book = GuestBook(checksPerSecond: 1)
    private let inbox = Inbox(capacity: 64)
    private let inlet: PeerInlet
    private var node: Node
    private let now = Moment(
        instant: Instant(nanoseconds: 1_000_000_000), timestamp: Sample.start)

    init() throws {
        keys = try Sample.keys(3)
        channel = try Sample.channel(1, of: Array(keys.prefix(2)))
        let parameters = NodeParameters()
        inlet = PeerInlet(
            admission: Admission(gossip: parameters.gossip, lane: parameters.lane), inbox: inbox,
            seen: SeenFilter(capacity: 64), guestBook: book, logger: Logger(label: "test"))
        var snapshot = NodeSnapshot()
        snapshot.channels = [ChannelSnapshot(channel: channel)]
        node = Node(key: keys[0], parameters: parameters, restoring: snapshot, seed: 1, at: now)
    }

    /// The loop takes everything in.
    private mutating func takeIn() async -> [NodeInput] {
        var inputs: [NodeInput] = []
        for item in await inbox.receive() ?? [] {
            guard case .input(let input) = item else { continue }
            for effect in node.step(input, at: now) {
                if case .graylist(let peer, let isGraylisted) = effect {
                    book.graylist(peer, isGraylisted)
                }
            }
            book.note(input, of: node)
            inputs.append(input)
        }
        return inputs
    }

    private func open(_ peer: PeerID) async {
        await inlet.opened(peer, isOutbound: false, address: nil, handshakeHash: [1])
    }

    private func report(by key: NodeKey, number: UInt64) -> Message {
        SignedStatement.signed(
            .reportObservedEvents(
                ReportObservedEvents(
                    channel: channel.id, observed: [], missing: [], isCampaignUnhealthy: false,
                    needMissedEvents: false)),
            by: key, sequenceNumber: number, topic: ShardTopic.name(of: channel.id)
        ).message
    }

    private func bent(_ message: Message) throws -> Message {
        var raw = message.raw
        raw[raw.count - 1] ^= 1
        return try Message.decode(raw)
    }

    private func frame(_ messages: [Message]) -> Bytes {
        LaneFrame(sequence: 1, acknowledged: 0, body: .statements(messages.map(\.raw))).encode()
    }

    private func statementCount(_ inputs: [NodeInput]) -> Int? {
        for case .direct(let frame, _) in inputs {
            if case .statements(let statements) = frame.content { return statements.count }
        }
        return nil
    }

    /// A signature that is not good would end the session, had anybody looked at it.
    @Test mutating func `statements of a stranger on the lane cost no check`() async throws {
        let peer = keys[2].peerID
        await open(peer)
        _ = await takeIn()
        let copies = [Message](repeating: try bent(report(by: keys[2], number: 1)), count: 1_000)
        #expect(await inlet.heard(frame(copies), on: .direct, from: peer))
        let inputs = await takeIn()
        #expect(inputs.count == 1 && statementCount(inputs) == nil)
        #expect(book.ignored == 1)
    }

    @Test mutating func `statements of a validator on the lane are checked and charged`()
        async throws
    {
        let peer = keys[1].peerID
        await open(peer)
        _ = await takeIn()
        let messages = (1...8 as ClosedRange<UInt64>).map { report(by: keys[1], number: $0) }
        #expect(await inlet.heard(frame(messages), on: .direct, from: peer))
        #expect(statementCount(await takeIn()) == 8)
        // The share at once is used up: of a fresh one 92 were too many.
        let wait = try #require(book.takeChecks(100, of: peer, on: .direct))
        #expect(wait > .milliseconds(92 * 250 + 500))
        let falsified = frame([try bent(report(by: keys[1], number: 9))])
        #expect(await inlet.heard(falsified, on: .direct, from: peer) == false)
    }

    @Test mutating func `what comes before the node has met the peer is checked`() async throws {
        let peer = keys[1].peerID
        await open(peer)
        #expect(
            await inlet.heard(frame([report(by: keys[1], number: 1)]), on: .direct, from: peer))
        #expect(statementCount(await takeIn()) == 1)
    }

    @Test mutating func `a stranger is heard once it shares a channel`() async throws {
        let peer = keys[2].peerID
        await open(peer)
        _ = await takeIn()
        let shared = try Sample.channel(2, of: [keys[0], keys[2]])
        await inbox.send(.input(.channelAdded(shared)))
        _ = await takeIn()
        #expect(
            await inlet.heard(frame([report(by: keys[2], number: 1)]), on: .direct, from: peer))
        #expect(statementCount(await takeIn()) == 1)
    }

    /// The loop may judge the last words of a session after its end was noted here.
    @Test mutating func `a session begins listened to, whatever was said of the one before`()
        async throws
    {
        let peer = keys[1].peerID
        await open(peer)
        _ = await takeIn()
        await inlet.closed(peer)
        book.graylist(peer, true)
        await open(peer)
        #expect(!book.isGraylisted(peer))
    }

    @Test mutating func `bad signatures of who hangs up leave nothing behind`() async throws {
        let peer = keys[2].peerID
        await open(peer)
        for number in 1...6 as ClosedRange<UInt64> {
            let rpc = RPC(
                subscriptions: [], messages: [try bent(report(by: keys[2], number: number))],
                control: Control())
            await inbox.send(
                .input(
                    .gossip(
                        try inlet.admission.gossip(rpc.encode(), isSeen: { _ in false }),
                        from: peer)))
        }
        await inlet.closed(peer)
        _ = await takeIn()
        #expect(!book.isGraylisted(peer))
    }
}
