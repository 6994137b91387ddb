// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Peering
import Primitives
import Synchronization
import Testing

@testable import Transport

extension TransportSuite {
    struct BackpressureTests {
        private static let message = Bytes(repeating: 3, count: 16 * 1024)
        /// More than all queues and the kernel's buffers hold.
        private static let flood = 4096

        @Test func `an owner that waits holds its peer's socket and nobody else's`() async throws {
            let gate = Latch()
            let slow = TestNode.anyKey
            let node = try await TestNode(
                log: PeerLog(hearing: { _, _, peer in
                    if peer == slow.peerID { await gate.wait() }
                    return true
                }))
            let target = try node.address.with(peerID: node.id)
            let flooder = try await TestNode(key: slow, peers: [target])
            let other = try await TestNode(peers: [target])
            try await running(node, flooder, other) {
                await flooder.log.waitForSession()
                await other.log.waitForSession()
                for _ in 0..<Self.flood {
                    flooder.service.send([(.direct, Self.message)], to: node.id)
                }
                try await eventually { flooder.service.counters.messagesDropped > 1000 }
                other.service.send([(.direct, [1]), (.direct, [2])], to: node.id)
                await node.log.wait { $0.messages[.direct]?.contains([2]) == true }
                #expect(node.service.counters.bytesReceived < 4 << 20)
                gate.open()
                try await eventually {
                    node.log.messages(.direct).count - 2
                        + Int(flooder.service.counters.messagesDropped) == Self.flood
                }
                #expect(flooder.log.alternates)
            }
        }

        @Test func `a network that takes nothing leads to drops, then to order`() async throws {
            let node = try await TestNode()
            let relay = try await Relay(towards: node.port)
            let sender = try await TestNode(peers: [relay.address.with(peerID: node.id)])
            try await running(node, sender) {
                await sender.log.waitForSession()
                try await relay.stall()
                for number in 0..<Self.flood {
                    let mark = [UInt8(number >> 8), UInt8(number & 0xff)]
                    sender.service.send([(.direct, mark + Self.message)], to: node.id)
                }
                try await eventually { sender.service.counters.messagesDropped > 1000 }
                #expect(sender.service.counters.bytesSent < 16 << 20)
                try await relay.resume()
                try await eventually {
                    node.log.messages(.direct).count
                        + Int(sender.service.counters.messagesDropped) == Self.flood
                }
            }
            let numbers = node.log.messages(.direct).map { Int($0[0]) << 8 | Int($0[1]) }
            #expect(numbers == numbers.sorted())
            try await relay.close()
        }
    }
}
