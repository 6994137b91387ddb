// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Synchronization
import Validator

/// The trees of the states that were asked for last: a tree of many balances takes its time, and every
/// account asks for its proof in the same one.
final class StateTreeMemory: Sendable {
    private struct Trees {
        var order: [Digest] = []
        var byRoot: [Digest: StateTree] = [:]
    }

    private let capacity: Int
    private let trees = Mutex(Trees())

    init(capacity: Int) { self.capacity = capacity }

    /// The tree of a state; nil when it has no balances.
    func tree(of state: ApprovedState) -> StateTree? {
        let root = state.root
        if let known = trees.withLock({ $0.byRoot[root] }) { return known }
        guard let tree = StateTree(state.balances) else { return nil }
        trees.withLock { trees in
            guard trees.byRoot.updateValue(tree, forKey: root) == nil else { return }
            trees.order.append(root)
            guard trees.order.count > capacity else { return }
            trees.byRoot[trees.order.removeFirst()] = nil
        }
        return tree
    }
}
