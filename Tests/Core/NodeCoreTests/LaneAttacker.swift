// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Identity
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Validator
import ValidatorMessages
import Wire

/// One real node and one peer whose side of the lane a test plays by hand.
struct LaneAttacker {
    private(set) var node: Node
    let channel: PaymentChannel
    let peer: PeerID
    private(set) var now: Moment
    private var lane = Lane(parameters: LaneParameters())
    private let admission: Admission

    /// Everything that the node said on the lane, and every other effect, oldest first.
    private(set) var heard: [LaneBody] = []
    private(set) var effects: [NodeEffect] = []
    /// Whether what the node sends is acknowledged.
    var isReading = true

    /// - Parameters:
    ///   - isValidator: whether the peer validates the channel.
    ///   - events: how many the node holds.
    init(
        isValidator: Bool = true, events: Int = 0, parameters: NodeParameters = NodeParameters()
    ) throws {
        let keys = try Sample.keys(4)
        channel = try Sample.channel(1, of: Array(keys.prefix(3)))
        peer = (isValidator ? keys[1] : keys[3]).peerID
        admission = Admission(gossip: parameters.gossip, lane: parameters.lane)
        now = Moment(
            instant: Instant(nanoseconds: 1_000_000_000), timestamp: Sample.start)
        var snapshot = NodeSnapshot()
        snapshot.channels = [ChannelSnapshot(channel: channel)]
        node = Node(key: keys[0], parameters: parameters, restoring: snapshot, seed: 1, at: now)
        let id = channel.id
        let start = now.timestamp
        for first in stride(from: 0, to: events, by: 500) {
            let records = (first..<min(first + 500, events)).map {
                Sample.event($0, of: id, publisher: 1, at: start)
            }
            _ = node.step(.submitted(records, ticket: 1), at: now)
        }
        connect()
    }

    var id: ChannelID { channel.id }

    var violations: [String] {
        effects.compactMap {
            guard case .notice(.violation(peer, let name)) = $0 else { return nil }
            return name
        }
    }

    var isDisconnected: Bool {
        effects.contains { if case .disconnect(peer, _) = $0 { true } else { false } }
    }

    /// How many records the node sent.
    var recordCount: Int {
        heard.reduce(0) { if case .records(let records) = $1 { $0 + records.count } else { $0 } }
    }

    var questions: [ReconcileQuestion] {
        heard.compactMap { if case .reconcile(let question) = $0 { question } else { nil } }
    }

    var answers: [ReconcileAnswer] {
        heard.compactMap { if case .reconciled(let answer) = $0 { answer } else { nil } }
    }

    /// The statements that the node sent.
    var statements: [Bytes] {
        heard.reduce(into: []) { if case .statements(let statements) = $1 { $0 += statements } }
    }

    /// Says something on the lane; the node takes it in and answers.
    mutating func say(_ body: LaneBody) throws {
        lane.enqueue(body, class: .control)
        for bytes in lane.flush(at: now.instant) {
            let frame = try admission.direct(bytes, isSeen: { _ in false })
            step(.direct(frame, from: peer))
        }
        settle()
    }

    /// Says something by gossip.
    mutating func gossip(_ message: Message) throws {
        let bytes = RPC(subscriptions: [], messages: [message], control: Control()).encode()
        step(.gossip(try admission.gossip(bytes, isSeen: { _ in false }), from: peer))
        settle()
    }

    /// Tells the node something that does not come from the peer.
    mutating func tell(_ input: NodeInput) {
        step(input)
        settle()
    }

    /// Opens another lane.
    mutating func reopenLane() {
        lane = Lane(parameters: LaneParameters())
        step(.laneReady(peer))
        settle()
    }

    /// Hangs up and comes back.
    mutating func reconnect() {
        step(.disconnected(peer))
        connect()
    }

    private mutating func connect() {
        lane = Lane(parameters: LaneParameters())
        step(.connected(peer, PeerSession(isOutbound: false, address: nil, salt: [1])))
        step(.laneReady(peer))
        settle()
    }

    /// Lets time pass for the node.
    mutating func wait(_ duration: Duration) throws {
        let end = now.advanced(by: duration)
        while let due = node.nextDeadline, due <= end.instant {
            now = now.advanced(by: max(.milliseconds(1), due.duration(since: now.instant)))
            step(.woke)
            settle()
        }
        now = end
        settle()
    }

    private mutating func settle() {
        step(.settled)
        guard isReading else { return }
        for bytes in lane.flush(at: now.instant.advanced(by: .seconds(1))) {
            guard let frame = try? admission.direct(bytes, isSeen: { _ in false }) else { continue }
            step(.direct(frame, from: peer))
        }
    }

    private mutating func step(_ input: NodeInput) {
        for effect in node.step(input, at: now) {
            effects.append(effect)
            guard case .sendDirect(let bytes, peer) = effect,
                let frame = try? LaneFrame.decode(bytes, limits: LaneParameters())
            else { continue }
            if let body = frame.body { heard.append(body) }
            guard isReading else { continue }
            _ = try? lane.receive(frame, byteCount: bytes.count, at: now.instant)
        }
    }
}
