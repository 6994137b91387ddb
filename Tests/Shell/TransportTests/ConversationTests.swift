// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Peering
import Primitives
import Testing
import Transport

extension TransportSuite {
    struct ConversationTests {
        @Test func `two nodes find each other and open both lanes`() async throws {
            let first = try await TestNode()
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            try await running(first, second) {
                await first.log.waitForSession()
                await second.log.waitForSession()
                #expect(first.service.peers.map(\.peer) == [second.id])
                #expect(first.service.peers.map(\.isOutbound) == [false])
                #expect(second.service.peers.map(\.isOutbound) == [true])
                #expect(second.service.counters.dials == 1)
            }
            #expect(first.log.alternates && second.log.alternates)
            #expect(first.log.events.last == .closed(second.id))
            #expect(second.log.events.last == .closed(first.id))
        }

        @Test func `ten thousand small messages arrive in order both ways`() async throws {
            let first = try await TestNode()
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            let count = 10_000
            let messages = (0..<count).map { number in
                Bytes("message \(number)".utf8) + Bytes(repeating: 1, count: number % 100)
            }
            try await running(first, second) {
                await first.log.waitForSession()
                await second.log.waitForSession()
                for start in stride(from: 0, to: count, by: 50) {
                    let batch = messages[start..<start + 50].map { (SessionLane.direct, $0) }
                    first.service.send(batch, to: second.id)
                    second.service.send(batch, to: first.id)
                }
                await first.log.wait { $0.messages[.direct]?.count == count }
                await second.log.wait { $0.messages[.direct]?.count == count }
            }
            #expect(first.log.messages(.direct) == messages)
            #expect(second.log.messages(.direct) == messages)
        }

        @Test(arguments: SessionLane.allCases)
        func `messages of the largest size arrive both ways`(lane: SessionLane) async throws {
            let first = try await TestNode()
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            let large = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await running(first, second) {
                await first.log.waitForSession()
                await second.log.waitForSession()
                first.service.send([(lane, large), (lane, [1])], to: second.id)
                second.service.send([(lane, large), (lane, [2])], to: first.id)
                await first.log.wait { $0.messages[lane]?.count == 2 }
                await second.log.wait { $0.messages[lane]?.count == 2 }
            }
            #expect(first.log.messages(lane) == [large, [2]])
            #expect(second.log.messages(lane) == [large, [1]])
        }

        @Test func `octets are counted on both sides`() async throws {
            let first = try await TestNode()
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            try await running(first, second) {
                await second.log.waitForSession()
                second.service.send(
                    [(.direct, Bytes(repeating: 0, count: 100_000))], to: first.id)
                await first.log.wait { $0.messages[.direct]?.count == 1 }
            }
            #expect(first.service.counters.bytesReceived > 100_000)
            #expect(second.service.counters.bytesSent > 100_000)
            #expect(first.service.counters.handshakeFailures.isEmpty)
        }

        @Test func `an owner that refuses a message ends the session`() async throws {
            let first = try await TestNode(
                log: PeerLog(hearing: { message, _, _ in message != [9] }))
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            try await running(first, second) {
                await second.log.waitForSession()
                second.service.send([(.direct, [9]), (.direct, [8])], to: first.id)
                await first.log.wait { $0.closedCount == 1 }
                await second.log.wait { $0.closedCount == 1 }
            }
            #expect(first.log.messages(.direct) == [[9]])
            #expect(first.log.alternates)
        }

        @Test func `messages to a peer that is not there are counted as dropped`() async throws {
            let node = try await TestNode()
            node.service.send([(.gossip, [1]), (.direct, [2])], to: TestNode.anyKey.peerID)
            node.service.close()
            #expect(node.service.counters.messagesDropped == 2)
        }

        @Test func `a disconnected peer is told and dialled again`() async throws {
            let first = try await TestNode()
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            try await running(first, second) {
                await second.log.waitForSession()
                second.service.disconnect(first.id)
                await first.log.wait { $0.closedCount == 1 }
                await second.log.wait { $0.openedCount == 2 }
            }
            #expect(second.log.alternates && first.log.alternates)
        }
    }
}
