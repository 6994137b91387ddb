// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Identity
import JSON
import Primitives
import ProcessHarness
import Testing

extension InteropSuite {
    /// Whole nodes among peers that know nothing of payment channels.
    struct ValidatorTests {
        @Test func `validators see each other through go and py`() async throws {
            try await relayed { network, go, py, topic in
                for node in 0..<2 {
                    _ = try await eventually(within: .seconds(60), "node \(node) sees both") {
                        await Self.online(network, at: node) == 2
                    }
                }
                for puppet in [go, py] { #expect(!puppet.events("message").isEmpty) }
            }
        }

        @Test func `go and py find every statement signed by its validator`() async throws {
            try await relayed { network, go, py, topic in
                for node in 0..<2 {
                    let peer = try network.key(of: node).peerID.description
                    for puppet in [go, py] {
                        try await puppet.first("message", within: .seconds(60)) { message in
                            message["author"]?.string == peer && message["topic"]?.string == topic
                        }
                    }
                }
            }
        }

        /// Runs two validators: one knows only go, the other only py, and those two each other.
        private func relayed(
            _ body: (LocalNetwork, _ go: Puppet, _ py: Puppet, _ topic: String) async throws -> Void
        ) async throws {
            try await onStage { stage in
                async let starting = stage.go()
                let py = try await stage.py()
                let go = try await starting
                try await go.dial(py)
                try await withNetwork(validators: 2) { network in
                    let channel = try #require(Hex.decode(network.channels[0].dropFirst(2)))
                    let topic = "/outpace/1/\(channel[0] % 64)"
                    for puppet in [go, py] { try await puppet.subscribe(to: topic) }
                    try await Self.connect(0, of: network, to: go)
                    try await Self.connect(1, of: network, to: py)
                    try network.start(0..<2)
                    try await body(network, go, py, topic)
                    let peers = try (0..<2).map { try network.key(of: $0).peerID.description }
                    #expect(await !go.connections.contains(peers[1]))
                    #expect(await !py.connections.contains(peers[0]))
                }
            }
        }

        /// Leaves a node one peer and no way in.
        private static func connect(
            _ node: Int, of network: LocalNetwork, to puppet: Puppet
        ) async throws {
            let file = URL(filePath: network.home(node)).appending(path: "config.yaml")
            let address = try await puppet.address
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            let changed = lines.map { line -> String in
                if line.hasPrefix("  listen: [/") { return "  listen: []" }
                if line.hasPrefix("  peers: [") { return "  peers: [\(address)]" }
                return String(line)
            }
            try changed.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        }

        /// How many validators of the channel a node takes to be online.
        private static func online(_ network: LocalNetwork, at node: Int) async -> Int {
            let online = await network.status(at: node)?["online"]?.object
            return online?.keys.count { online?[$0]?.bool == true } ?? 0
        }
    }
}
