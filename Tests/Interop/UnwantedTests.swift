// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import JSON
import Primitives
import Testing

extension InteropSuite {
    /// IDONTWANT, which py-libp2p speaks.
    struct UnwantedTests {
        private static let large = String(repeating: "large ", count: 200)

        @Test func `py tells us not to send a large message again`() async throws {
            try await onStage { stage in
                let ours = try await stage.ours()
                let theirs = try await Troupe.shared.puppet(.py, .secp256k1)
                try await ours.dial(theirs)
                let topic = "unwanted \(try await ours.peer)"
                try await gather([theirs, ours], in: topic, [(ours, theirs)])
                let id = try await ours.publish(Self.large, to: topic)
                try await ours.rpc("heard", with: theirs) { rpc in
                    rpc.strings("idontwant").contains { $0 == id }
                }
            }
        }

        @Test func `we tell py not to send a large message again, before we send it on`()
            async throws
        {
            try await onStage { stage in
                let (sender, ours, py) = try await Self.line(on: stage)
                let topic = "unwanted \(try await ours.peer)"
                try await gather([py, ours, sender], in: topic, [(sender, ours), (ours, py)])
                try await sender.publish("small", to: topic)
                try await py.receives("small", in: topic)
                let id = try #require(try await sender.publish(Self.large, to: topic))
                try await py.receives(Self.large, in: topic)
                let peer = try await ours.peer
                let control = try await py.first("control") { event in
                    event["peer"]?.string == peer && event.strings("idontwant").contains(id)
                }
                #expect(control.strings("idontwant") == [id])
                let sent = try await ours.rpcs("sent", with: py)
                let told = sent.firstIndex { $0.strings("idontwant").contains(id) }
                let passed = sent.firstIndex { $0.strings("messages").contains(id) }
                #expect(try #require(told) <= (try #require(passed)))
            }
        }

        @Test func `we do not send py what it does not want`() async throws {
            try await onStage { stage in
                let (sender, ours, py) = try await Self.line(on: stage)
                let topic = "unwanted \(try await ours.peer)"
                try await gather([py, ours, sender], in: topic, [(sender, ours), (ours, py)])
                let author = Author()
                let id = Hex.encode(author.id(1).bytes)
                try await py.send(RPC(notWanting: [author.id(1)]).encode(), to: ours)
                try await ours.rpc("heard", with: py) { $0.strings("idontwant").contains(id) }
                try await sender.send(author.rpc("unwanted", in: topic, number: 1), to: ours)
                try await sender.send(author.rpc("wanted", in: topic, number: 2), to: ours)
                try await py.receives("wanted", in: topic)
                #expect(ours.texts(in: topic) == ["unwanted", "wanted"])
                #expect(py.texts(in: topic) == ["wanted"])
            }
        }

        /// One of ours that talks to py through another of ours.
        private static func line(
            on stage: Stage
        ) async throws -> (sender: Puppet, ours: Puppet, py: Puppet) {
            let sender = try await stage.ours()
            let ours = try await stage.ours()
            let py = try await Troupe.shared.puppet(.py, .secp256k1)
            try await sender.dial(ours)
            try await ours.dial(py)
            return (sender, ours, py)
        }
    }
}
