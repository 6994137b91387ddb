// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Peering
import Primitives
import Synchronization
import Testing
import Transport

extension TransportSuite {
    struct DuplicateTests {
        @Test(arguments: UInt64(0)..<200)
        func `two that dial each other at once settle on one session`(
            seed: UInt64
        ) async throws {
            let keys = TestNode.orderedKeys
            let smaller = try await TaggingNode(key: keys.smaller)
            let larger = try await TaggingNode(key: keys.larger)
            try await running(smaller.node, larger.node) {
                var generator = SeededGenerator(seed: seed)
                let pair = seed % 2 == 0 ? [smaller, larger] : [larger, smaller]
                pair[0].learn(pair[1])
                for _ in 0..<Int.random(in: 0...40, using: &generator) { await Task.yield() }
                pair[1].learn(pair[0])
                try await settle(smaller, larger)
            }
            #expect(smaller.log.alternates && larger.log.alternates)
            #expect(smaller.crossings == 0 && larger.crossings == 0)
        }

        @Test func `two that restart by turns settle again`() async throws {
            let keys = TestNode.orderedKeys
            let smaller = try await TaggingNode(key: keys.smaller)
            let larger = try await TaggingNode(key: keys.larger)
            try await running(smaller.node, larger.node) {
                smaller.learn(larger)
                larger.learn(smaller)
                try await settle(smaller, larger)
                for round in 0..<20 {
                    let breaker = round % 2 == 0 ? smaller : larger
                    let other = round % 2 == 0 ? larger : smaller
                    let before = other.log.events.count
                    breaker.node.service.disconnect(other.node.id)
                    await other.log.wait { $0.events.count > before }
                    try await settle(smaller, larger)
                }
            }
            #expect(smaller.log.alternates && larger.log.alternates)
            #expect(smaller.crossings == 0 && larger.crossings == 0)
        }

        /// Returns once both hold one connection, the same, and it carries messages both ways.
        private func settle(_ smaller: TaggingNode, _ larger: TaggingNode) async throws {
            try await eventually {
                let held = smaller.node.service.peers
                let other = larger.node.service.peers
                let isAgreed =
                    held.count == 1 && other.count == 1
                    && held.first?.isOutbound != other.first?.isOutbound
                return isAgreed && smaller.hearsCurrent(larger) && larger.hearsCurrent(smaller)
            }
        }
    }
}

/// A node that tells in every session the number of it, and notes what it hears in which session.
private final class TaggingNode: Sendable {
    private struct State {
        var session: UInt8 = 0
        var heard: [(session: UInt8, tag: UInt8)] = []
    }

    let node: TestNode
    let log: PeerLog
    private let reference: Reference

    /// What the log needs to reach its node.
    private final class Reference: Sendable {
        let service = Mutex<TransportService?>(nil)
        let state = Mutex(State())
    }

    init(key: NodeKey) async throws {
        let reference = Reference()
        self.reference = reference
        log = PeerLog(
            hearing: { message, _, _ in
                reference.state.withLock { $0.heard.append(($0.session, message[0])) }
                return true
            },
            opening: { reference.state.withLock { $0.session &+= 1 } },
            readying: { lane, peer in
                guard lane == .gossip else { return }
                let session = reference.state.withLock { $0.session }
                reference.service.withLock { $0 }?.send([(.gossip, [session])], to: peer)
            })
        node = try await TestNode(key: key, log: log)
        reference.service.withLock { $0 = node.service }
    }

    func learn(_ other: TaggingNode) {
        node.service.learn([other.node.address], of: other.node.id)
    }

    /// Whether the last message came in the current session and was sent in the peer's current one.
    func hearsCurrent(_ other: TaggingNode) -> Bool {
        let last = reference.state.withLock { state in
            state.heard.last.map { ($0, state.session) }
        }
        guard let (heard, session) = last else { return false }
        return heard.session == session
            && heard.tag == other.reference.state.withLock { $0.session }
    }

    /// How often two sessions of the peer were heard in one session here, or one in two.
    var crossings: Int {
        reference.state.withLock { state in
            zip(state.heard, state.heard.dropFirst()).count { earlier, later in
                later.session <= earlier.session || later.tag <= earlier.tag
            }
        }
    }
}
