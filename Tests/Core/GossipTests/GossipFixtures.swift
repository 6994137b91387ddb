// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// A peer id with `number` in it; ids ascend with their numbers.
func peer(_ number: Int) throws -> PeerID {
    let key: Bytes =
        [0x08, 0x02, 0x12, 0x21, 0x02] + Bytes(repeating: 0, count: 30)
        + [UInt8(number >> 8), UInt8(number & 0xff)]
    return try #require(PeerID(bytes: [0x00, 0x25] + key))
}

/// The same, where `peer` is something else.
func id(ofPeer number: Int) throws -> PeerID { try peer(number) }

/// A message with a signature of four octets, which nobody here checks.
func message(
    from author: Int = 900, number: UInt64 = 1, topic: String = "t", data: Bytes = [1, 2, 3]
) throws -> Message {
    var octets: Bytes = []
    number.appendBigEndian(to: &octets)
    return Message.make(
        from: try peer(author), sequenceNumber: octets, topic: topic, data: data
    ) { _ in [9, 9, 9, 9] }
}

/// The id of a message that has one.
func id(of message: Message) throws -> MessageID { try #require(message.id) }

/// An RPC of a control part alone.
func rpc(_ fill: (inout Control) -> Void) -> RPC {
    var rpc = RPC()
    fill(&rpc.control)
    return rpc
}

/// An RPC that says which topics its sender joins.
func joining(_ topics: String...) -> RPC {
    RPC(
        subscriptions: topics.map { RPC.Subscription(subscribe: true, topic: $0) }, messages: [],
        control: Control())
}

/// A router in one topic, with peers of the topic, none of which has said anything else.
struct RouterScenario {
    var router: Router
    var now = Instant(nanoseconds: 5_000_000_000)

    init(
        topic: String = "t", peers count: Int = 0, seed: UInt64 = 1, isDialled: Bool = false,
        parameters: GossipParameters = .standard
    ) throws {
        router = Router(
            parameters: parameters, generator: SeededGenerator(seed: seed), now: now)
        _ = step(.subscribed(topic))
        for number in 0..<count { try addPeer(number, topic: topic, isDialled: isDialled) }
    }

    mutating func addPeer(
        _ number: Int, topic: String = "t", isDialled: Bool = false,
        version: GossipVersion = .v11, address: Bytes? = nil
    ) throws {
        _ = step(
            .connected(
                try peer(number), outbound: isDialled, version: version, address: address))
        _ = step(.heard(joining(topic), from: try peer(number)))
    }

    mutating func step(_ input: RouterInput) -> [RouterEffect] { router.step(input, at: now) }

    mutating func advance(_ duration: Duration) { now = now.advanced(by: duration) }

    /// Lets time pass without a heartbeat.
    mutating func wait(_ duration: Duration) {
        advance(duration)
        _ = step(.served(MessageID(bytes: []), []))
    }

    /// A message of author 900 comes from a peer first, and is good.
    @discardableResult
    mutating func bring(
        _ number: UInt64, by peer: Int, topic: String = "t"
    ) throws -> [RouterEffect] {
        let from = try id(ofPeer: peer)
        let brought = try message(number: number, topic: topic)
        return step(.received(brought, from: from))
            + step(.accepted(brought, from: from, skipping: []))
    }

    /// The score of a peer that is connected or remembered.
    func score(_ peer: Int) throws -> ScoreBreakdown {
        try #require(router.score(of: try id(ofPeer: peer)))
    }

    /// Messages of a peer with signatures that are not good.
    mutating func spoil(_ count: Int, by peer: Int, topic: String = "t") throws {
        let forged = try message(topic: topic)
        for _ in 0..<count { _ = step(.refused(forged, from: try id(ofPeer: peer))) }
    }

    /// Goes on to the next heartbeat and takes it.
    mutating func beat() throws -> [RouterEffect] {
        now = max(now, router.nextDeadline)
        return step(.woke)
    }
}

extension [RouterEffect] {
    /// What is sent to a peer, put together.
    func said(to peer: PeerID) -> RPC {
        reduce(into: RPC()) { sum, effect in
            guard case .send(let rpc, let target) = effect, target == peer else { return }
            sum.subscriptions += rpc.subscriptions
            sum.messages += rpc.messages
            sum.control.ihave += rpc.control.ihave
            sum.control.iwant += rpc.control.iwant
            sum.control.graft += rpc.control.graft
            sum.control.prune += rpc.control.prune
            sum.control.idontwant += rpc.control.idontwant
        }
    }

    /// The faults, in order.
    var violations: [Violation] {
        compactMap { if case .violated(_, let violation) = $0 { violation } else { nil } }
    }

    /// The messages handed out, in order.
    var delivered: [Message] {
        compactMap { if case .deliver(let message, _) = $0 { message } else { nil } }
    }
}
