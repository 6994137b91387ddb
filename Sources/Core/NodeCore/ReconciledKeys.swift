// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Mempool
import Primitives
import Reconciliation
import Validator
import ValidatorMessages

/// The set of a channel that a run compares.
enum ReconciledKeys: OrderedKeys {
    case events(EventPool)
    case reports(ReportOrder)

    init(_ set: LaneSet, of validator: ChannelValidator) {
        switch set {
        case .events: self = .events(validator.pool)
        case .reports: self = .reports(ReportOrder(of: validator))
        }
    }

    /// What it costs to look at the set at all, in hashes.
    var work: Int {
        switch self {
        case .events: 16
        case .reports(let reports): 16 + reports.count
        }
    }

    /// An event that nobody reported is not handed on, see `ChannelValidator.record`.
    func isOffered(_ key: EventKey) -> Bool {
        guard case .events(let pool) = self, let event = pool[key.id] else { return true }
        return event.isVouched
    }

    func rank(of key: EventKey) -> Int {
        switch self {
        case .events(let pool): pool.rank(of: key)
        case .reports(let reports): reports.order.rank(of: key)
        }
    }

    func key(atRank rank: Int) -> EventKey? {
        switch self {
        case .events(let pool): pool.key(atRank: rank)
        case .reports(let reports): reports.order.key(atRank: rank)
        }
    }

    func sum(from lower: EventKey, to upper: EventKey?) -> RangeSum {
        let (count, sum) =
            switch self {
            case .events(let pool): pool.summary(from: lower, to: upper)
            case .reports(let reports): reports.order.summary(from: lower, to: upper)
            }
        return RangeSum(count: count, sum: sum.digest)
    }

    func listed(from lower: EventKey, to upper: EventKey?, limit: Int) -> [EventKey] {
        switch self {
        case .events(let pool): return pool.keys(from: lower, to: upper, limit: limit)
        case .reports(let reports):
            var listed: [EventKey] = []
            guard limit > 0 else { return listed }
            reports.order.visit(from: lower) { key in
                if let upper, key >= upper { return false }
                listed.append(key)
                return listed.count < limit
            }
            return listed
        }
    }
}

/// The reports a validator keeps, as a set that can be compared: by their numbers, which grow with the
/// wall clock, and a hash of author and number.
struct ReportOrder: Sendable {
    private(set) var order = EventOrder()
    private var messages: [EventID: Bytes] = [:]

    init(of validator: ChannelValidator) {
        for statement in validator.statementsForCatchUp
        where statement.statement.kind == .reportObservedEvents {
            let key = Self.key(of: statement)
            order.insert(key)
            messages[key.id] = statement.message.raw
        }
    }

    var count: Int { order.count }

    /// The report of this id, exact octets of the gossipsub message.
    func message(_ id: EventID) -> Bytes? { messages[id] }

    static func key(of statement: SignedStatement) -> EventKey {
        var octets = statement.author.bytes
        statement.sequenceNumber.appendBigEndian(to: &octets)
        return EventKey(
            occurredAt: Timestamp(milliseconds: statement.sequenceNumber / 1_000_000),
            id: EventID(SHA256.hash(octets)))
    }
}
