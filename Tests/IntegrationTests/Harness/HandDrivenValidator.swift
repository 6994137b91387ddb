// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Identity
import Logging
import NIOPosix
import Outpace
import Peering
import Primitives
import ProcessHarness
import Synchronization
import Transport
import ValidatorMessages

/// A validator that the test drives by hand over real sockets: it says exactly what it is told to.
///
/// It answers every hello with "that is all", so that honest nodes go on, and collects the event records
/// that they hand to it.
final class HandDrivenValidator: Sendable {
    private struct State {
        var lanes: [PeerID: Lane] = [:]
        var gossipPeers: Set<PeerID> = []
        var records: [EventID: EventRecord] = [:]
        var sequenceNumber: UInt64 = 0
    }

    let key: NodeKey
    private let state = Mutex(State())
    private let transport = Mutex<TransportService?>(nil)

    init(key: NodeKey) { self.key = key }

    /// Connects to the peers and serves them while `body` runs.
    func connected(to peers: [Multiaddr], _ body: () async throws -> Void) async throws {
        var configuration = TransportConfiguration(
            listen: [try Multiaddr(text: "/ip4/127.0.0.1/tcp/0")], peers: peers)
        configuration.session.directMessageByteLimit = LaneParameters().frameBytesLimit
        let service = try await TransportService(
            configuration: configuration, key: key, handler: self,
            group: .singleton, logger: Logger(label: "hand"))
        transport.withLock { $0 = service }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await service.run() }
            try await body()
            tasks.cancelAll()
        }
    }

    /// Peers whose direct lane is open.
    var lanePeerCount: Int { state.withLock { $0.lanes.count } }

    /// Peers whose gossip lane is open.
    var gossipPeerCount: Int { state.withLock { $0.gossipPeers.count } }

    /// The event records that others handed over, in key order.
    var records: [EventRecord] {
        state.withLock { $0.records.values.sorted { $0.key < $1.key } }
    }

    /// Signs a statement with a fresh number.
    func sign(_ statement: Statement, topic: String) -> SignedStatement {
        let number = state.withLock { state in
            state.sequenceNumber = max(state.sequenceNumber + 1, wallNanos)
            return state.sequenceNumber
        }
        return .signed(statement, by: key, sequenceNumber: number, topic: topic)
    }

    /// Says a statement to everybody on the direct lane.
    func say(_ statement: Statement, topic: String) {
        let raw = sign(statement, topic: topic).message.raw
        enqueueForAll { $0.enqueue(statement: raw, class: .own) }
    }

    /// Hands event records to everybody on the direct lane.
    func share(_ records: [EventRecord]) {
        enqueueForAll { lane in
            for record in records { lane.enqueue(record: record.bytes, class: .own) }
        }
    }

    /// Says a statement to everybody on the gossip lane.
    func gossip(_ statement: Statement, topic: String) {
        let message = sign(statement, topic: topic).message
        let rpc = RPC(subscriptions: [], messages: [message], control: Control())
        for peer in state.withLock({ $0.gossipPeers.sorted() }) {
            transport.withLock { $0 }?.send([(.gossip, rpc.encode())], to: peer)
        }
    }

    private var wallNanos: UInt64 { SampleEvents.now * 1_000_000 }

    private func enqueueForAll(_ body: (inout Lane) -> Void) {
        let outgoing = state.withLock { state in
            state.lanes.keys.sorted().map { peer -> (PeerID, [Bytes]) in
                body(&state.lanes[peer, default: Lane(parameters: LaneParameters())])
                return (peer, state.lanes[peer]?.flush(at: now) ?? [])
            }
        }
        for (peer, frames) in outgoing { send(frames, to: peer) }
    }

    private func send(_ frames: [Bytes], to peer: PeerID) {
        guard !frames.isEmpty else { return }
        transport.withLock { $0 }?.send(frames.map { (.direct, $0) }, to: peer)
    }

    private var now: Instant { Instant(nanoseconds: wallNanos) }
}

extension HandDrivenValidator: PeerHandler {
    func opened(
        _ peer: PeerID, isOutbound: Bool, address: Bytes?, handshakeHash: Bytes
    ) async {}

    func closed(_ peer: PeerID) async {
        state.withLock { state in
            state.lanes[peer] = nil
            state.gossipPeers.remove(peer)
        }
    }

    func ready(_ lane: SessionLane, protocolName: String, with peer: PeerID) async {
        state.withLock { state in
            switch lane {
            case .gossip: state.gossipPeers.insert(peer)
            case .direct: state.lanes[peer] = Lane(parameters: LaneParameters())
            }
        }
    }

    func unready(_ lane: SessionLane, with peer: PeerID) async {
        guard lane == .direct else { return }
        state.withLock { $0.lanes[peer] = nil }
    }

    func heard(_ message: Bytes, on lane: SessionLane, from peer: PeerID) async -> Bool {
        guard lane == .direct,
            let frame = try? LaneFrame.decode(message, limits: LaneParameters())
        else { return true }
        let frames = state.withLock { state -> [Bytes] in
            guard var lane = state.lanes[peer],
                let body = try? lane.receive(frame, byteCount: message.count, at: now)
            else { return [] }
            answer(body, on: &lane, &state.records)
            let frames = lane.flush(at: now.advanced(by: .seconds(1)))
            state.lanes[peer] = lane
            return frames
        }
        send(frames, to: peer)
        return true
    }

    private func answer(
        _ body: LaneBody, on lane: inout Lane, _ records: inout [EventID: EventRecord]
    ) {
        switch body {
        case .hello(let summaries):
            for summary in summaries { lane.enqueue(.caughtUp(summary.channel), class: .bulk) }
        case .records(let raw):
            for record in raw.compactMap({ try? EventRecord.decode($0) }) {
                records[record.id] = record
            }
        case .statements, .wanted, .stepRequest, .stepReply, .states, .caughtUp, .reconcile,
            .reconciled:
            break
        }
    }
}
