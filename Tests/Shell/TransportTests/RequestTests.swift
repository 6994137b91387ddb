// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Peering
import Primitives
import Testing
import Transport

extension TransportSuite {
    struct RequestTests {
        @Test func `both ends of a session measure the round trip and the throughput`() async throws
        {
            let first = try await TestNode { $0.session.servesPerf = true }
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)]) {
                $0.session.servesPerf = true
            }
            try await running(first, second) {
                await first.log.waitForSession()
                await second.log.waitForSession()
                for (node, peer) in [(first, second.id), (second, first.id)] {
                    let roundTrip = try await node.service.ping(peer: peer)
                    #expect(roundTrip > .zero && roundTrip < .seconds(5))
                    let result = try await node.service.measure(
                        peer: peer, upload: 20_000_000, download: 30_000_000)
                    #expect(result.uploadByteCount == 20_000_000)
                    #expect(result.downloadByteCount == 30_000_000)
                    #expect(result.uploadDuration > .zero && result.downloadDuration > .zero)
                }
            }
        }

        @Test func `a peer that serves no measurements is named in the error`() async throws {
            let first = try await TestNode()
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            try await running(first, second) {
                await second.log.waitForSession()
                await #expect {
                    _ = try await second.service.measure(peer: first.id, upload: 1, download: 1)
                } throws: { error in
                    "\(error)".contains("\(first.id)") && "\(error)".contains("does not speak")
                }
            }
        }

        @Test func `a peer that is not connected is named in the error`() async throws {
            let node = try await TestNode()
            let other = TestNode.anyKey.peerID
            await #expect {
                _ = try await node.service.ping(peer: other)
            } throws: { error in
                (error as? TransportError)?.code == .notConnected && "\(error)".contains("\(other)")
            }
            node.service.close()
        }

        @Test func `a measurement ends with the task that wants it`() async throws {
            let first = try await TestNode { $0.session.servesPerf = true }
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            try await running(first, second) {
                await second.log.waitForSession()
                await withTaskGroup(of: Bool.self) { tasks in
                    tasks.addTask {
                        do {
                            _ = try await second.service.measure(
                                peer: first.id, upload: .max, download: .max)
                            return false
                        } catch {
                            return error is CancellationError
                        }
                    }
                    let before = first.service.counters.bytesReceived
                    try? await eventually {
                        first.service.counters.bytesReceived > before + 10_000_000
                    }
                    tasks.cancelAll()
                    #expect(await tasks.next() == true)
                }
                // The stream is free for the next one.
                _ = try await second.service.measure(peer: first.id, upload: 1, download: 1)
            }
        }

        @Test func `the end of the session ends a measurement`() async throws {
            let first = try await TestNode { $0.session.servesPerf = true }
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            try await running(first, second) {
                await second.log.waitForSession()
                await withTaskGroup(of: Void.self) { tasks in
                    tasks.addTask {
                        await #expect(throws: TransportError.self) {
                            _ = try await second.service.measure(
                                peer: first.id, upload: .max, download: 0)
                        }
                    }
                    let before = first.service.counters.bytesReceived
                    try? await eventually {
                        first.service.counters.bytesReceived > before + 1_000_000
                    }
                    first.service.disconnect(second.id)
                }
            }
        }

        @Test func `messages to a session that is over do not reach the next one`() async throws {
            let first = try await TestNode()
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            try await running(first, second) {
                await second.log.waitForSession()
                let old = try #require(second.log.handshakeHashes.last)
                first.service.disconnect(second.id)
                await second.log.wait { $0.openedCount == 2 && $0.readyLanes.count == 2 }
                let new = try #require(second.log.handshakeHashes.last)
                #expect(old != new && old.count == 32)
                #expect(second.log.addresses == [[127, 0, 0, 1], [127, 0, 0, 1]])
                second.service.send([(.direct, [1])], to: first.id, session: old)
                second.service.send([(.direct, [2])], to: first.id, session: new)
                second.service.send([(.direct, [3])], to: first.id)
                await first.log.wait { $0.messages[.direct]?.last == [3] }
                #expect(first.log.messages(.direct) == [[2], [3]])
                #expect(second.service.counters.messagesOutdated == 1)
                #expect(first.log.handshakeHashes.last == new)
            }
        }

        @Test func `what is queued arrives before a session that its owner ends`() async throws {
            let first = try await TestNode()
            let second = try await TestNode(peers: [first.address.with(peerID: first.id)])
            try await running(first, second) {
                await first.log.waitForSession()
                await second.log.waitForSession()
                let messages = (0..<3).map { number in
                    (lane: SessionLane.direct, message: Bytes(repeating: number, count: 1_000_000))
                }
                second.service.send(messages, to: first.id)
                second.service.disconnect(first.id)
                await first.log.wait { $0.closedCount == 1 }
                #expect(first.log.messages(.direct) == messages.map(\.message))
            }
        }
    }
}
