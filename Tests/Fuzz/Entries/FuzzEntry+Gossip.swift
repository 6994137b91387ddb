// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Identity
import Primitives

extension FuzzEntry {
    static let rpc = FuzzEntry("rpc") {
        sampleRPCs
    } run: { bytes in
        guard let rpc = try? RPC.decode(bytes, limits: .standard) else { return }
        precondition(rpc.messages.count <= GossipParameters.standard.messagesPerRPCLimit)
        guard let again = try? RPC.decode(rpc.encode(), limits: .standard) else {
            preconditionFailure("what was read cannot be read again")
        }
        precondition(again == rpc, "another RPC")
    }

    /// A router hears RPCs of three peers, as long as their first octet says.
    static let router = FuzzEntry("router") {
        sampleRPCs.map { [UInt8(min(255, $0.count + 1))] + $0 }
    } run: { bytes in
        var now = Instant(nanoseconds: 1_000_000_000)
        var router = Router(
            parameters: .standard, generator: SeededGenerator(seed: 1), now: now)
        _ = router.step(.subscribed("t"), at: now)
        for peer in peers {
            _ = router.step(
                .connected(peer, outbound: false, version: .v12, address: nil), at: now)
        }
        for (index, chunk) in chunks(of: bytes).enumerated() {
            let peer = peers[index % peers.count]
            guard let rpc = try? RPC.decode(Bytes(chunk.dropFirst()), limits: .standard) else {
                continue
            }
            _ = router.step(.heard(rpc, from: peer), at: now)
            for message in rpc.messages {
                _ = router.step(.received(message, from: peer), at: now)
            }
            now = now.advanced(by: .milliseconds(Int64(chunk.count) * 40))
            _ = router.step(.woke, at: now)
        }
        for peer in peers { _ = router.step(.disconnected(peer), at: now) }
        precondition(router.peerCount == 0, "a peer that is gone is remembered")
    }

    static var sampleMessage: Message {
        Message.make(
            from: sampleKey.peerID, sequenceNumber: [0, 0, 0, 0, 0, 0, 0, 1], topic: "t",
            data: [1, 2, 3]
        ) { sampleKey.sign(message: $0) }
    }

    private static var peers: [PeerID] {
        (1...3).compactMap { number in
            PeerID(bytes: [0x00, 0x25, 8, 2, 18, 33, 2] + Bytes(repeating: number, count: 32))
        }
    }

    private static var sampleRPCs: [Bytes] {
        let id = sampleMessage.id ?? MessageID(bytes: [1])
        var control = Control()
        control.ihave = [Control.IHave(topic: "t", ids: [id])]
        control.iwant = [[id]]
        control.graft = ["t"]
        control.prune = [Control.Prune(topic: "t", backoffSeconds: 60, offered: peers)]
        control.idontwant = [[id]]
        let joined = RPC.Subscription(subscribe: true, topic: "t")
        return [
            RPC(subscriptions: [joined], messages: [sampleMessage], control: control).encode(),
            RPC(subscriptions: [joined], messages: [], control: Control()).encode(),
        ]
    }
}
