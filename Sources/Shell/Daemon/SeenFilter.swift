// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import NodeCore
import Synchronization
import ValidatorMessages

/// Ids of statements that the node heard lately: a copy that comes by another peer is not verified again.
///
/// Only the loop fills it, after the node took a statement. An id that were in it as soon as its
/// signature is checked would let the peer who came first hold the statement back from us.
///
/// Two generations, the older forgotten when the newer is full; the authority on duplicates stays the
/// node's router, so forgetting too early costs a verification and nothing else.
final class SeenFilter: Sendable {
    private struct Generations {
        var current: Set<MessageID> = []
        var previous: Set<MessageID> = []
    }

    private let capacity: Int
    private let generations = Mutex(Generations())

    init(capacity: Int) { self.capacity = capacity }

    func contains(_ id: MessageID) -> Bool {
        generations.withLock { $0.current.contains(id) || $0.previous.contains(id) }
    }

    /// Notes the statements in an input that the node has stepped over, if it heard them.
    func note(_ input: NodeInput, of node: Node) {
        switch input {
        case .gossip(let gossip, _):
            for case .statement(let statement) in gossip.messages { note(statement, of: node) }
        case .direct(let frame, _):
            guard case .statements(let statements) = frame.content else { return }
            for statement in statements { note(statement, of: node) }
        case .connected, .disconnected, .gossipReady, .laneReady, .laneClosed, .submitted,
            .channelAdded, .chain, .priced, .retargeted, .loaded, .settled, .woke:
            return
        }
    }

    private func note(_ statement: AdmittedStatement, of node: Node) {
        guard let id = statement.statement.message.id, node.hasSeen(id) else { return }
        insert(id)
    }

    func insert(_ id: MessageID) {
        generations.withLock { generations in
            generations.current.insert(id)
            guard generations.current.count >= capacity else { return }
            generations.previous = generations.current
            generations.current = []
        }
    }
}
