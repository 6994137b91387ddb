// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Peering
import Primitives
import Testing

@testable import Transport

extension TransportSuite {
    struct ShutdownTests {
        /// The bound of every test here; the daemon has ten seconds for everything.
        private static let bound = Duration.seconds(5)

        @Test(arguments: [true, false])
        func `open sessions are closed on both sides`(byCancelling: Bool) async throws {
            let first = try await TestNode()
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)]) {
                $0.firstPause = .seconds(3600)
                $0.lastPause = .seconds(3600)
            }
            try await running(first) {
                try await stopping(second, byCancelling: byCancelling) {
                    await first.log.waitForSession()
                    await second.log.waitForSession()
                }
                #expect(second.log.events.last == .closed(first.id))
                await first.log.wait { $0.closedCount == 1 }
                try await eventually { SocketCensus.heldConnections(onPort: first.port) == 0 }
                #expect(first.service.counters.sessionFaults == ["wentAway": 1])
            }
        }

        @Test(arguments: [true, false])
        func `a pause between dials is cut short`(byCancelling: Bool) async throws {
            let closed = try await TestNode()
            closed.service.close()
            let peer = try closed.address.with(peerID: closed.id)
            let node = try await TestNode(peers: [peer]) { $0.firstPause = .seconds(3600) }
            try await stopping(node, byCancelling: byCancelling) {
                try await eventually { node.service.counters.handshakeFailures["dial"] == 1 }
            }
        }

        @Test(arguments: [
            "/ip4/192.0.2.1/tcp/4001", "/ip6/2001:db8::1/tcp/4001", "/dns4/nobody.invalid/tcp/4001",
            "/dns/nobody.invalid/tcp/4001",
        ])
        func `a dial that leads nowhere is cut short`(address: String) async throws {
            let peer = try Multiaddr(text: address).with(peerID: TestNode.anyKey.peerID)
            let node = try await TestNode(peers: [peer]) { $0.connectTimeout = .seconds(3600) }
            try await stopping(node, byCancelling: true) {
                try await eventually { node.service.counters.dials >= 1 }
            }
        }

        @Test(arguments: [true, false])
        func `a handshake that waits for the peer is cut short`(byCancelling: Bool) async throws {
            let node = try await TestNode()
            let client = try await RawClient.connect(to: node.port)
            try await stopping(node, byCancelling: byCancelling) {
                try await eventually { node.service.counters.bytesSent > 0 }
            }
            try await client.closed()
            #expect(SocketCensus.heldConnections(onPort: node.port) == 0)
        }

        @Test(arguments: [true, false])
        func `an owner that waits in a call is cancelled`(byCancelling: Bool) async throws {
            let blocked = Latch()
            let first = try await TestNode(
                log: PeerLog(hearing: { _, _, _ in
                    await blocked.wait()
                    return true
                }))
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            try await running(second) {
                try await stopping(first, byCancelling: byCancelling) {
                    await second.log.waitForSession()
                    second.service.send([(.direct, [1]), (.direct, [2])], to: first.id)
                    await first.log.wait { $0.messages[.direct] == [[1]] }
                }
                #expect(first.log.messages(.direct) == [[1]])
                #expect(first.log.events.last == .closed(second.id))
            }
        }

        @Test func `a node that never ran lets its port go`() async throws {
            let first = try await TestNode()
            let client = try await RawClient.connect(to: first.port)
            first.service.close()
            try await client.closed()
            let second = try await TestNode(listen: first.address)
            second.service.close()
        }

        @Test func `a node that was closed before it ran stops at once`() async throws {
            let node = try await TestNode()
            node.service.close()
            try await node.service.run()
        }

        @Test func `a taken port is named in the error`() async throws {
            let first = try await TestNode()
            await #expect {
                _ = try await TestNode(listen: first.address)
            } throws: { error in
                let text = "\(error)"
                return error is TransportError && text.contains("\(first.address)")
                    && text.contains("network.listen")
            }
            first.service.close()
        }

        @Test func `an address that is not to be listened on is named in the error`() async throws {
            let address = try Multiaddr(text: "/dnsaddr/example.org")
            await #expect(throws: TransportError.self) { _ = try await TestNode(listen: address) }
        }

        /// Runs a node, stops it after `body`, and checks that this is quick.
        private func stopping(
            _ node: TestNode, byCancelling: Bool, after body: () async throws -> Void
        ) async throws {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await node.service.run() }
                try await body()
                let start = ContinuousClock.now
                if byCancelling { tasks.cancelAll() } else { node.service.close() }
                try await tasks.waitForAll()
                #expect(ContinuousClock.now - start < Self.bound)
            }
            #expect(SocketCensus.heldConnections(onPort: node.port) == 0)
            #expect(node.service.peers.isEmpty)
        }
    }
}
