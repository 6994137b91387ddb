// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Synchronization

/// Message ids that proved valid lately: a copy that comes by another peer is not verified again.
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

    func insert(_ id: MessageID) {
        generations.withLock { generations in
            generations.current.insert(id)
            guard generations.current.count >= capacity else { return }
            generations.previous = generations.current
            generations.current = []
        }
    }
}
