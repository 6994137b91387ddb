// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Testing

extension InteropSuite {
    /// Meshes that are refused and left, and what still passes then.
    struct RepairTests {
        @Test(arguments: [Puppet.Kind.go, .py])
        func `outside of their mesh we hear of messages and ask for them`(
            kind: Puppet.Kind
        ) async throws {
            try await refusing(kind) { ours, theirs, topic in
                for number in 0..<3 {
                    try await theirs.publish("advertised \(number)", to: topic)
                    try await ours.receives("advertised \(number)", in: topic)
                }
                let asked = try await ours.rpcs("sent", with: theirs).map { $0.count("iwant") }
                #expect(asked.reduce(0, +) >= 3)
            }
        }

        @Test(arguments: [Puppet.Kind.go, .py])
        func `outside of our mesh they hear of messages and ask for them`(
            kind: Puppet.Kind
        ) async throws {
            try await refusing(kind) { ours, theirs, topic in
                for number in 0..<3 {
                    try await ours.publish("advertised \(number)", to: topic)
                    try await theirs.receives("advertised \(number)", in: topic)
                }
                let asked = try await ours.rpcs("heard", with: theirs).map { $0.count("iwant") }
                #expect(asked.reduce(0, +) >= 3)
            }
        }

        @Test(arguments: [Puppet.Kind.go, .py])
        func `they obey the backoff of our prune`(kind: Puppet.Kind) async throws {
            try await refusing(kind) { ours, theirs, topic in
                // Three heartbeats at least: each message waits for one.
                for number in 0..<3 {
                    try await theirs.publish("heartbeat \(number)", to: topic)
                    try await ours.receives("heartbeat \(number)", in: topic)
                }
                let grafts = try await ours.rpcs("heard", with: theirs).filter {
                    $0.strings("graft").contains(topic)
                }
                #expect(grafts.count == 1)
            }
        }

        /// Runs the body with one of ours that has refused to be in their mesh.
        private func refusing(
            _ kind: Puppet.Kind,
            _ body: (_ ours: Puppet, _ theirs: Puppet, _ topic: String) async throws -> Void
        ) async throws {
            try await onStage { stage in
                let ours = try await stage.ours(["meshless": true])
                let theirs = try await Troupe.shared.puppet(kind, .secp256k1)
                try await ours.dial(theirs)
                let topic = "meshless \(try await ours.peer)"
                try await join([ours, theirs], in: topic)
                try await ours.rpc("heard", with: theirs) { $0.strings("graft").contains(topic) }
                try await ours.rpc("sent", with: theirs) { $0.backoff(of: topic) == 60 }
                try await body(ours, theirs, topic)
            }
        }
    }
}
