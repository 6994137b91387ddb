// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Peering
import Primitives
import Testing
import Transport

extension TransportSuite {
    struct RedialTests {
        @Test func `a peer whose socket breaks is dialled again`() async throws {
            let first = try await TestNode()
            let relay = try await Relay(towards: first.port)
            let second = try await TestNode(peers: [relay.address.with(peerID: first.id)])
            try await running(first, second) {
                for round in 1...5 {
                    await second.log.wait { state in
                        state.openedCount == round && state.readyLanes.count == 2
                    }
                    await first.log.wait { $0.openCount == 1 }
                    try await relay.abort()
                    await second.log.wait { $0.closedCount == round }
                    await first.log.wait { $0.closedCount == round }
                }
            }
            try await relay.close()
            #expect(first.log.alternates && second.log.alternates)
        }

        @Test func `a peer that stops and comes back on its port is dialled again`() async throws {
            let key = TestNode.anyKey
            let first = try await TestNode(key: key)
            let second = try await TestNode(peers: [first.address.with(peerID: key.peerID)])
            try await running(second) {
                try await running(first) { await second.log.waitForSession() }
                await second.log.wait { $0.closedCount == 1 }
                try await eventually {
                    second.service.counters.handshakeFailures["dial", default: 0] >= 3
                }
                let back = try await TestNode(key: key, listen: first.address)
                try await running(back) { await second.log.waitForSession() }
            }
            #expect(second.log.alternates)
        }

        @Test func `a peer at another address is found at the second`() async throws {
            let first = try await TestNode()
            let closed = try await TestNode()
            closed.service.close()
            let peers = try [closed, first].map { try $0.address.with(peerID: first.id) }
            let second = try await TestNode(peers: peers)
            try await running(first, second) { await second.log.waitForSession() }
        }

        @Test func `a validator that moves is dialled at its new address`() async throws {
            let first = try await TestNode()
            let closed = try await TestNode()
            closed.service.close()
            let second = try await TestNode()
            try await running(first, second) {
                second.service.learn([closed.address], of: first.id)
                try await eventually { second.service.counters.dials > 1 }
                second.service.learn([first.address], of: first.id)
                await second.log.waitForSession()
            }
        }

        @Test func `a peer without a name is not dialled while a session with it is open`()
            async throws
        {
            let first = try await TestNode()
            let second = try await TestNode(peers: [first.address])
            try await running(first, second) {
                await second.log.waitForSession()
                second.service.disconnect(first.id)
                await second.log.wait { $0.closedCount == 1 }
                await second.log.waitForSession()
                #expect(second.service.counters.dials == 2)
            }
        }

        @Test func `a session that ends at once does not shorten the pauses`() async throws {
            let first = try await TestNode(log: PeerLog(hearing: { _, _, _ in false }))
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)]) {
                $0.firstPause = .milliseconds(1)
                $0.lastPause = .seconds(3600)
                $0.stableDuration = .seconds(3600)
            }
            try await running(first, second) {
                let start = ContinuousClock.now
                for round in 1...6 {
                    await second.log.wait { $0.openedCount == round }
                    first.service.disconnect(second.id)
                    second.service.disconnect(first.id)
                    await second.log.wait { $0.closedCount == round }
                }
                // 1 + 2 + 4 + 8 + 16 ms, each at least halved.
                #expect(ContinuousClock.now - start > .milliseconds(15))
            }
        }

        @Test func `somebody else at the address is refused`() async throws {
            let first = try await TestNode()
            let second = try await TestNode(
                peers: [first.address.with(peerID: TestNode.anyKey.peerID)])
            try await running(first, second) {
                try await eventually {
                    second.service.counters.handshakeFailures["wrongPeer", default: 0] >= 3
                }
            }
            #expect(first.log.events.isEmpty && second.log.events.isEmpty)
        }

        @Test(arguments: [true, false])
        func `a node does not talk to itself`(isNamed: Bool) async throws {
            let key = TestNode.anyKey
            let before = try await TestNode(key: key)
            let address = before.address
            try await running(before) {}
            let peer = isNamed ? try address.with(peerID: key.peerID) : address
            let node = try await TestNode(key: key, listen: address, peers: [peer])
            try await running(node) {
                node.service.learn([address], of: key.peerID)
                guard !isNamed else { return }
                try await eventually {
                    node.service.counters.handshakeFailures["selfConnection", default: 0] >= 4
                }
            }
            #expect(node.log.events.isEmpty)
            #expect(isNamed == (node.service.counters.dials == 0))
        }
    }
}
