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
            try await onStage { stage in
                // A pruned peer is told of messages by go, but not by py.
                let theirs =
                    kind == .go
                    ? try await Troupe.shared.puppet(.go, .secp256k1)
                    : try await stage.py(isMeshless: true)
                let ours = try await stage.ours(["meshless": true])
                try await ours.dial(theirs)
                let topic = "meshless \(try await ours.peer)"
                try await join([theirs, ours], in: topic)
                if kind == .go { try await Self.refuse(ours, theirs, topic) }
                // While go has not read our prune, it sends messages without being asked.
                var asked: UInt64 = 0
                for number in 0..<100 where asked < 3 {
                    try await theirs.publish("told of \(number)", to: topic)
                    try await ours.receives("told of \(number)", in: topic)
                    asked = try await ours.rpcs("sent", with: theirs).reduce(0) {
                        $0 + $1.count("iwant")
                    }
                }
                #expect(asked >= 3)
            }
        }

        @Test(arguments: [Puppet.Kind.go, .py])
        func `outside of our mesh they hear of messages and ask for them`(
            kind: Puppet.Kind
        ) async throws {
            try await refusing(kind) { ours, theirs, topic in
                for number in 0..<3 {
                    try await ours.publish("told of \(number)", to: topic)
                    try await theirs.receives("told of \(number)", in: topic)
                }
                let asked = try await ours.rpcs("heard", with: theirs).map { $0.count("iwant") }
                #expect(asked.reduce(0, +) >= 3)
            }
        }

        @Test(arguments: [Puppet.Kind.go, .py])
        func `they obey the backoff of our prune`(kind: Puppet.Kind) async throws {
            try await refusing(kind) { ours, theirs, topic in
                // Each message waits for a heartbeat of ours, and theirs are as far apart.
                for number in 0..<4 {
                    try await ours.publish("heartbeat \(number)", to: topic)
                    try await theirs.receives("heartbeat \(number)", in: topic)
                }
                let grafts = try await Self.grafts("heard", ours, theirs, topic)
                #expect(grafts == 1)
            }
        }

        @Test(arguments: [Puppet.Kind.go, .py])
        func `after their prune nobody grafts before the backoff has passed, and then one does`(
            kind: Puppet.Kind
        ) async throws {
            try await onStage { stage in
                let theirs = try await Troupe.shared.puppet(kind, .secp256k1)
                let ours = try await stage.ours()
                try await ours.dial(theirs)
                let topic = "left \(try await ours.peer)"
                try await gather([theirs, ours], in: topic, [(ours, theirs)])
                let start = ContinuousClock.now
                try await theirs.unsubscribe(from: topic)
                let prune = try await ours.rpc("heard", with: theirs) {
                    $0.backoff(of: topic) != nil
                }
                #expect(prune.backoff(of: topic) == 10)
                try await theirs.subscribe(to: topic)
                try await ours.awaits([theirs], in: topic)
                try await ours.publish("meanwhile", to: topic)
                try await theirs.receives("meanwhile", in: topic)
                try await ours.meshes(with: theirs, in: topic)
                // py counts in whole seconds and may be early by one.
                #expect(ContinuousClock.now - start >= .seconds(9))
                #expect(ours.events("violated").isEmpty)
            }
        }

        /// Runs the body with one of ours that has refused to be in their mesh.
        private func refusing(
            _ kind: Puppet.Kind,
            _ body: (_ ours: Puppet, _ theirs: Puppet, _ topic: String) async throws -> Void
        ) async throws {
            try await onStage { stage in
                let theirs = try await Troupe.shared.puppet(kind, .secp256k1)
                let ours = try await stage.ours(["meshless": true])
                try await ours.dial(theirs)
                let topic = "meshless \(try await ours.peer)"
                try await join([theirs, ours], in: topic)
                try await Self.refuse(ours, theirs, topic)
                try await body(ours, theirs, topic)
            }
        }

        /// Returns when ours was grafted and has answered with a prune.
        private static func refuse(
            _ ours: Puppet, _ theirs: Puppet, _ topic: String
        ) async throws {
            try await ours.rpc("heard", with: theirs) { $0.strings("graft").contains(topic) }
            try await ours.rpc("sent", with: theirs) { $0.backoff(of: topic) == 60 }
        }

        private static func grafts(
            _ event: String, _ ours: Puppet, _ theirs: Puppet, _ topic: String
        ) async throws -> Int {
            try await ours.rpcs(event, with: theirs).count { $0.strings("graft").contains(topic) }
        }
    }
}
