// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Mempool
import Primitives
import Reconciliation

/// One node of a simulated gossip network: the production router, and what a validator keeps.
struct GossipHost {
    /// A node that this one has a connection to whenever both are there.
    struct Neighbour {
        let node: Int
        let isDialled: Bool
    }

    let id: PeerID
    var router: Router
    var isOnline = true
    /// Grows whenever the node leaves, so that nothing from before reaches it.
    var epoch: UInt32 = 0
    var uplinkFreeAt: Instant = .zero
    var neighbours: [Neighbour] = []
    /// The statements of its channel.
    var statements = EventOrder()
    /// The comparisons that it drives, by the other end.
    var runs: [Int: Initiator] = [:]
}

/// The statements of a channel as a set that is compared.
struct StatementKeys: OrderedKeys {
    let order: EventOrder

    func rank(of key: EventKey) -> Int { order.rank(of: key) }

    func key(atRank rank: Int) -> EventKey? { order.key(atRank: rank) }

    func sum(from lower: EventKey, to upper: EventKey?) -> RangeSum {
        let (count, sum) = order.summary(from: lower, to: upper)
        return RangeSum(count: count, sum: sum.digest)
    }

    func listed(from lower: EventKey, to upper: EventKey?, limit: Int) -> [EventKey] {
        var listed: [EventKey] = []
        guard limit > 0 else { return listed }
        order.visit(from: lower) { key in
            if let upper, key >= upper { return false }
            listed.append(key)
            return listed.count < limit
        }
        return listed
    }
}
