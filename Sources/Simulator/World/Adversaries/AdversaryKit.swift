// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Identity
import NodeCore
import Outpace
import Primitives
import ValidatorMessages

/// What all roles work with: the host's key, and what takes messages apart and puts them together.
struct AdversaryKit: Sendable {
    let key: NodeKey
    let hosts: [PeerID]
    @Shared var parameters: NodeParameters
    var generator: SeededGenerator
    var now = Moment(instant: .zero, timestamp: Timestamp(milliseconds: 0))
    private var lastNumber: UInt64 = 0

    init(key: NodeKey, hosts: [PeerID], parameters: NodeParameters, seed: UInt64) {
        self.key = key
        self.hosts = hosts
        _parameters = Shared(wrappedValue: parameters)
        generator = SeededGenerator(seed: seed)
    }

    /// Steps a node with all inputs as they are.
    func run(_ inputs: [NodeInput], on node: inout Node) -> [NodeEffect] {
        var effects: [NodeEffect] = []
        for input in inputs { effects += node.step(input, at: now) }
        return effects
    }

    /// Whether a draw of so many in a thousand comes out.
    mutating func draws(perMille: Int) -> Bool {
        Int.random(in: 0..<1_000, using: &generator) < perMille
    }

    /// Octets that mean nothing.
    mutating func noise(_ count: Int) -> Bytes {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// A number for a statement beside those of the node, which count on from the wall clock.
    mutating func nextNumber() -> UInt64 {
        lastNumber = max(lastNumber + 1, now.timestamp.milliseconds &* 1_000_000 &+ 500_000)
        return lastNumber
    }

    /// A statement about one channel under our signature.
    mutating func signed(_ statement: Statement, about channel: ChannelID) -> Message {
        SignedStatement.signed(
            statement, by: key, sequenceNumber: nextNumber(), topic: ShardTopic.name(of: channel)
        ).message
    }

    /// Gossips messages to peers.
    func gossip(_ messages: [Message], to peers: [PeerID]) -> [NodeEffect] {
        guard !messages.isEmpty, !peers.isEmpty else { return [] }
        let rpc = RPC(subscriptions: [], messages: messages, control: Control()).encode()
        return peers.map { .sendGossip(rpc, to: $0) }
    }

    /// The statements that a batch of inputs brings, proved ones only, in their order.
    func statements(in inputs: [NodeInput]) -> [SignedStatement] {
        var found: [SignedStatement] = []
        for input in inputs {
            switch input {
            case .gossip(let gossip, _):
                for case .statement(let admitted) in gossip.messages {
                    found.append(admitted.statement)
                }
            case .direct(let frame, _):
                guard case .statements(let admitted) = frame.content else { continue }
                found += admitted.map(\.statement)
            case .connected, .disconnected, .gossipReady, .laneReady, .laneClosed, .submitted,
                .channelAdded, .chain, .priced, .retargeted, .loaded, .settled, .woke:
                continue
            }
        }
        return found
    }

    /// Replaces what leaves the host under our own name, on both lanes alike.
    ///
    /// - Parameter change: the statement to say instead; nil leaves it.
    func rewriting(
        _ effects: [NodeEffect], _ change: (Statement) -> Statement?
    ) -> [NodeEffect] {
        var known: [Bytes: Message] = [:]
        func rewritten(_ message: Message) -> Message {
            guard message.from == key.peerID else { return message }
            if let before = known[message.raw] { return before }
            let after = again(message, change) ?? message
            known[message.raw] = after
            return after
        }
        return effects.map { effect in
            switch effect {
            case .sendGossip(let bytes, let peer):
                guard var rpc = try? RPC.decode(bytes, limits: parameters.gossip),
                    !rpc.messages.isEmpty
                else { return effect }
                rpc.messages = rpc.messages.map(rewritten)
                return .sendGossip(rpc.encode(), to: peer)
            case .sendDirect(let bytes, let peer):
                guard let frame = try? LaneFrame.decode(bytes, limits: parameters.lane),
                    case .statements(let raws) = frame.body
                else { return effect }
                let after = raws.map { raw in
                    (try? Message.decode(raw)).map { rewritten($0).raw } ?? raw
                }
                return .sendDirect(
                    LaneFrame(
                        sequence: frame.sequence, acknowledged: frame.acknowledged,
                        body: .statements(after)
                    ).encode(), to: peer)
            case .persist, .answer, .load, .learnt, .graylist, .disconnect, .notice: return effect
            }
        }
    }

    private func again(_ message: Message, _ change: (Statement) -> Statement?) -> Message? {
        guard let number = message.sequenceNumber,
            let statement = try? Statement.decode(message.data[...]),
            let other = change(statement)
        else { return nil }
        return Message.make(
            from: key.peerID, sequenceNumber: number, topic: message.topic, data: other.encode()
        ) { key.sign(message: $0) }
    }

    /// A frame without what must not get in, as if it had come so.
    func admitted(
        _ frame: AdmittedFrame, keepingRecords isKept: (EventRecord) -> Bool
    ) -> AdmittedFrame {
        guard case .records(let records) = frame.content, !records.allSatisfy(isKept) else {
            return frame
        }
        let kept = records.filter(isKept).map(\.bytes)
        let body = LaneFrame(
            sequence: frame.frame.sequence, acknowledged: frame.frame.acknowledged,
            body: .records(kept)
        ).encode()
        let admission = Admission(gossip: parameters.gossip, lane: parameters.lane)
        return (try? admission.direct(body, isSeen: { _ in false })) ?? frame
    }
}

/// A steady beat: how many times something is due since it was last looked at.
struct Beat: Sendable {
    private let interval: Duration
    private var next: Instant?

    init(perSecond: Int) { interval = .nanoseconds(1_000_000_000 / Int64(max(1, perSecond))) }

    var nextDeadline: Instant? { next }

    /// How often it is due; a long silence is not made up for.
    mutating func take(at now: Instant) -> Int {
        guard var due = next else {
            next = now.advanced(by: interval)
            return 0
        }
        var count = 0
        while due <= now, count < 1_000 {
            count += 1
            due = due.advanced(by: interval)
        }
        if due <= now { due = now.advanced(by: interval) }
        next = due
        return count
    }
}
