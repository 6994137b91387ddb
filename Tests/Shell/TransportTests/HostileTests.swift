// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import NIOCore
import NIOPosix
import Peering
import Primitives
import Testing
import Transport

extension TransportSuite {
    struct HostileTests {
        /// What a client says first: the header and proposal, then the start of a Noise message.
        private static let opening =
            Bytes("\u{13}/multistream/1.0.0\n\u{07}/noise\n".utf8) + [0, 32]
            + Bytes(repeating: 5, count: 32)

        @Test(arguments: [0, 28, 62])
        func `two thousand clients that stop in the handshake keep nobody out`(
            count: Int
        ) async throws {
            let node = try await TestNode { $0.session.handshakeTimeout = .seconds(60) }
            try await running(node) {
                let clients = try await withThrowingTaskGroup(of: RawClient.self) { tasks in
                    for _ in 0..<2000 {
                        tasks.addTask {
                            let client = try await RawClient.connect(to: node.port)
                            // A client that was displaced cannot write any more.
                            try? await client.write(Bytes(Self.opening.prefix(count)))
                            return client
                        }
                    }
                    return try await tasks.reduce(into: []) { $0.append($1) }
                }
                try await eventually {
                    SocketCensus.heldConnections(onPort: node.port) <= 128
                }
                let honest = try await TestNode(peers: [node.address.with(peerID: node.id)])
                try await running(honest) { await honest.log.waitForSession() }
                try await eventually {
                    node.service.counters.connectionsRefused >= 2000 - 128
                }
                for client in clients where client.channel.isActive {
                    try? await client.abort()
                }
                try await eventually { SocketCensus.heldConnections(onPort: node.port) == 0 }
            }
        }

        @Test func `a client that says nothing is closed when its time is over`() async throws {
            let node = try await TestNode { $0.session.handshakeTimeout = .milliseconds(50) }
            try await running(node) {
                let client = try await RawClient.connect(to: node.port)
                try await client.closed()
                try await eventually {
                    node.service.counters.handshakeFailures == ["handshakeTimeout": 1]
                }
            }
        }

        @Test(arguments: UInt64(0)..<30)
        func `a client that sends garbage is closed`(seed: UInt64) async throws {
            let node = try await TestNode { $0.session.handshakeTimeout = .milliseconds(50) }
            var generator = SeededGenerator(seed: seed)
            var bytes = Bytes(Self.opening.prefix(Int.random(in: 0...62, using: &generator)))
            for _ in 0..<Int.random(in: 1...3000, using: &generator) {
                bytes.append(UInt8.random(in: 0...255, using: &generator))
            }
            let garbage = bytes
            try await running(node) {
                let client = try await RawClient.connect(to: node.port)
                try? await client.write(garbage)
                try await client.closed()
                try await eventually {
                    node.service.counters.handshakeFailures.values.reduce(0, +) == 1
                }
            }
            #expect(node.log.events.isEmpty)
        }

        @Test(arguments: [0, 1, 20, 28, 30, 62])
        func `a client that resets its socket leaves nothing behind`(count: Int) async throws {
            let node = try await TestNode()
            try await running(node) {
                for _ in 0..<20 {
                    let client = try await RawClient.connect(to: node.port)
                    try? await client.write(Bytes(Self.opening.prefix(count)))
                    try await client.abort()
                }
                try await eventually {
                    let failures = node.service.counters.handshakeFailures.values.reduce(0, +)
                    return failures == 20 && SocketCensus.heldConnections(onPort: node.port) == 0
                }
            }
        }

        @Test func `a client that ends its half of the connection is closed`() async throws {
            let node = try await TestNode()
            try await running(node) {
                let client = try await RawClient.connect(to: node.port)
                try await client.write(Bytes(Self.opening.prefix(20)))
                try await client.channel.close(mode: .output).get()
                try await client.closed()
                try await eventually { SocketCensus.heldConnections(onPort: node.port) == 0 }
            }
        }

        @Test func `guests beyond the limit are refused until one leaves`() async throws {
            let node = try await TestNode { $0.connectionsLimit = 2 }
            let target = try node.address.with(peerID: node.id)
            let second = try await TestNode(peers: [target])
            let third = try await TestNode(peers: [target])
            try await running(node, second) {
                let first = try await TestNode(peers: [target])
                try await running(first) {
                    await first.log.waitForSession()
                    await second.log.waitForSession()
                    await node.log.wait { $0.openCount == 2 }
                    try await running(third) {
                        try await eventually { node.service.counters.connectionsRefused >= 2 }
                        #expect(node.service.peers.count == 2)
                    }
                }
                let fourth = try await TestNode(peers: [target])
                try await running(fourth) { await fourth.log.waitForSession() }
            }
        }

        @Test func `guests of one address have a limit of their own`() async throws {
            let node = try await TestNode { $0.connectionsPerAddressLimit = 1 }
            let target = try node.address.with(peerID: node.id)
            let first = try await TestNode(peers: [target])
            let second = try await TestNode(peers: [target])
            try await running(node, first) {
                await first.log.waitForSession()
                try await running(second) {
                    try await eventually { node.service.counters.connectionsRefused >= 1 }
                }
                #expect(node.service.peers.map(\.peer) == [first.id])
            }
        }

        @Test func `a peer of the list gets in when guests have filled the node`() async throws {
            let key = TestNode.anyKey
            let away = try await TestNode()
            away.service.close()
            let node = try await TestNode(peers: [away.address.with(peerID: key.peerID)]) {
                $0.connectionsLimit = 0
            }
            let member = try await TestNode(
                key: key, peers: [node.address.with(peerID: node.id)])
            try await running(node, member) { await member.log.waitForSession() }
        }
    }
}
