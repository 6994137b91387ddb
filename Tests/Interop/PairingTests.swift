// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import JSON
import Primitives
import ProcessHarness
import Testing

extension InteropSuite {
    /// What two peers do with each other, for every pair of peers.
    struct PairingTests {
        @Test(arguments: Pairing.all)
        func `each pings the other`(pairing: Pairing) async throws {
            try await pairing.meet { ours, theirs in
                let (there, here) = (try await ours.ping(theirs), try await theirs.ping(ours))
                #expect(there >= 0 && here >= 0)
            }
        }

        @Test(arguments: Pairing.all)
        func `they read who we are`(pairing: Pairing) async throws {
            try await pairing.meet { ours, theirs in
                let peer = try await ours.peer
                let told = try await theirs.ask("identify", [("peer", .string(peer))])
                #expect(told["agent"]?.string == "outpace")
                #expect(told["version"]?.string == "outpace/1")
                let key = try #require(PeerID(base58: peer)?.publicKey).protobuf
                #expect(told["key"]?.string == Hex.encode(key))
                let addresses = told.strings("addresses").map { "\($0)/p2p/\(peer)" }
                let address = try await ours.address
                #expect(addresses == [address])
                #expect(told["observed"]?.string?.hasPrefix("/ip4/127.0.0.1/tcp/") == true)
                let spoken = [
                    "/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0", "/ipfs/ping/1.0.0",
                    "/meshsub/1.0.0", "/meshsub/1.1.0", "/meshsub/1.2.0",
                ]
                #expect(Set(told.strings("protocols")).isSuperset(of: spoken))
            }
        }

        @Test(arguments: Pairing.all)
        func `we read who they are`(pairing: Pairing) async throws {
            try await pairing.meet { ours, theirs in
                let peer = try await theirs.peer
                _ = try await eventually(within: .seconds(20), "we know their software") {
                    let told = try? await ours.ask("identify", [("peer", .string(peer))])
                    return told?["agent"]?.string?.contains(pairing.foreign.agent) == true
                }
            }
        }

        @Test(arguments: Pairing.all)
        func `a message goes each way on the best protocol that both speak`(
            pairing: Pairing
        ) async throws {
            try await pairing.meet { ours, theirs in
                let (own, peer) = (try await ours.peer, try await theirs.peer)
                let ready = try await ours.first("ready") { $0["peer"]?.string == peer }
                #expect(ready["protocol"]?.string == pairing.foreign.gossipProtocol)
                let topic = "pair \(own)"
                try await gather([theirs, ours], in: topic, [(ours, theirs)])
                try await ours.publish("ours", to: topic)
                let heard = try await theirs.receives("ours", in: topic)
                #expect(heard["author"]?.string == own)
                try await theirs.publish("theirs", to: topic)
                let answer = try await ours.receives("theirs", in: topic)
                #expect(answer["author"]?.string == peer)
            }
        }

        @Test(arguments: Pairing.all.filter { $0.foreign == .py })
        func `each measures the other`(pairing: Pairing) async throws {
            try await pairing.meet { ours, theirs in
                let sizes: [(String, JSONValue)] = [("upload", 300_000), ("download", 700_000)]
                let peer = [("peer", JSONValue.string(try await theirs.peer))]
                let address = [("address", JSONValue.string(try await ours.address))]
                for told in [
                    try await ours.ask("perf", peer + sizes),
                    try await theirs.ask("perf", address + sizes),
                ] {
                    #expect(told.count("upload") == 300_000)
                    #expect(told.count("download") == 700_000)
                }
            }
        }
    }
}

extension Puppet.Kind {
    /// A part of what it calls itself.
    fileprivate var agent: String {
        switch self {
        case .ours: "outpace"
        case .go: "p2p"
        case .py: "py-libp2p"
        }
    }

    /// The best gossip protocol that it speaks with us.
    fileprivate var gossipProtocol: String {
        switch self {
        case .ours, .py: "/meshsub/1.2.0"
        case .go: "/meshsub/1.1.0"
        }
    }
}
