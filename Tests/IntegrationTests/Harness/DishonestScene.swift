// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import Identity
import JSON
import Outpace
import Primitives
import ProcessHarness
import Testing
import ValidatorMessages

/// Four validators, one of which the test drives by hand, and a channel that is quick and strict.
struct DishonestScene {
    let network: LocalNetwork
    let leader: HandDrivenValidator
    let channel: PaymentChannel
    let honest: [Int]

    /// Where the strict channel stands in `network.channels`.
    var index: Int { network.channels.count - 1 }

    /// Says a forged proposal.
    func say(_ forged: ForgedState, signedBy signer: NodeKey? = nil) {
        leader.say(
            forged.statement(signedBy: signer ?? leader.key), topic: channel.topic)
    }

    /// Posts the same events to every honest node, and waits until they are old enough to be missed.
    func postToAll(_ count: Int) async throws -> [EventRecord] {
        let events = SampleEvents.named(count)
        for node in honest {
            let ids = try #require(await network.post(events, to: node, channel: index))
            #expect(ids.count == count)
        }
        _ = try await eventually(within: .seconds(10), "the records arrive and settle") {
            let newest = leader.records.last?.occurredAt.milliseconds ?? .max
            return leader.records.count == count && newest + 800 < SampleEvents.now
        }
        return leader.records
    }

    /// Every honest node refuses with the reason, and none approves anything new.
    func expectRefusal(_ reason: RejectReason) async throws {
        for node in honest {
            let own = try #require(Address(hex: network.addresses[node]))
            _ = try await eventually(within: .seconds(10), "node\(node) says \(reason.name)") {
                await messages(of: own, at: node).contains {
                    $0["type"]?.string == "RejectState" && $0["reason"]?.string == reason.name
                }
            }
        }
        let page = await network.metricsPage(of: honest[0])
        let counted = page.split(separator: "\n").contains {
            $0.hasPrefix("outpace_states_rejected_total") && $0.contains(reason.name)
                && !$0.hasSuffix(" 0")
        }
        #expect(counted)
    }

    /// The statements of a validator that a node holds.
    func messages(of author: Address, at node: Int) async -> [JSONObject] {
        let path = "/channel/\(channel.id)/validator-messages/\(author.checksummed)?limit=100"
        let reply = await network.get(path, at: node)
        return reply?["validatorMessages"]?.array?.compactMap {
            $0.object?["msg"]?.object
        } ?? []
    }
}

/// Runs a test with honest processes and one validator, or a stranger, driven by hand.
func withDishonestLeader(
    at driven: Int = 0, isStranger: Bool = false, _ body: (DishonestScene) async throws -> Void
) async throws {
    try await withNetwork(validators: 4) { network in
        let honest = (0..<4).filter { isStranger || $0 != driven }
        let channel = try StrictChannel.make(validators: network.addresses)
        try await network.open(channel)
        try network.start(honest)
        for node in honest {
            _ = try await eventually(within: .seconds(25), "node\(node) answers") {
                await network.status(at: node) != nil
            }
            #expect(await network.add(channel, to: node))
        }
        let key =
            isStranger
            ? NodeKey(Secp256k1PrivateKey.generate()) : try network.key(of: driven)
        let leader = HandDrivenValidator(key: key)
        let peers = try honest.map { try Multiaddr(text: try network.origin(of: "p2p", at: $0)) }
        try await leader.connected(to: peers) {
            _ = try await eventually(within: .seconds(20), "the lanes are open") {
                isStranger
                    ? leader.gossipPeerCount == honest.count
                    : leader.lanePeerCount == honest.count
            }
            let scene = DishonestScene(
                network: network.holding(channel), leader: leader, channel: channel, honest: honest)
            try await body(scene)
        }
    }
}
