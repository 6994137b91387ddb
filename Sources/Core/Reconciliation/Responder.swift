// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Wire

/// The side of a run that answers: it remembers nothing between messages.
public struct Responder<Keys: OrderedKeys> {
    private var describer: RangeDescriber<Keys>
    private let context: Bytes

    /// Hashes computed and keys listed for the answer: what the question cost us.
    public var work: Int { describer.work }

    /// Answers from these keys.
    ///
    /// - Parameter context: the circumstances; a probe made under others differs.
    public init(
        keys: Keys, hashing: RangeHashing, context: Bytes, limits: ReconciliationLimits
    ) {
        describer = RangeDescriber(keys: keys, hashing: hashing, limits: limits)
        self.context = context
    }

    /// Answers a question.
    ///
    /// - Returns: the answer; nil when all that was asked about is equal.
    public mutating func answer(_ question: Bytes) throws(WireError) -> Bytes? {
        let limits = describer.limits
        let message = try RangeMessage.decode(question, .question, limits: limits)
        var lower = EventKey.lowest
        for part in message.parts {
            if describer.isFull {
                describer.append(upper: nil, .rest)
                break
            }
            guard answer(part, from: lower) else { break }
            lower = part.upper ?? lower
        }
        return describer.bytes
    }

    /// Answers what is said of one range; false when there was no room for all of it.
    private mutating func answer(_ part: RangeMessage.Part, from lower: EventKey) -> Bool {
        let upper = part.upper
        switch part.content {
        case .fingerprint(let fingerprint):
            if describer.isEqual(fingerprint, from: lower, to: upper) {
                describer.skip(to: upper)
            } else {
                describe(from: lower, to: upper)
            }
        case .probe(let cut, let fingerprint):
            answer(probe: fingerprint, from: lower, cut: cut, to: upper)
        case .list(let tags) where tags.isEmpty: return hand(from: lower, to: upper)
        case .list(let tags): compare(tags, from: lower, to: upper)
        case .skip, .difference, .ask, .absent, .rest: describer.skip(to: upper)
        }
        return true
    }

    private mutating func describe(from lower: EventKey, to upper: EventKey?) {
        let count = describer.sum(from: lower, to: upper).count
        if count == 0 {
            describer.append(upper: upper, .absent)
        } else if count <= describer.limits.listLimit {
            describer.append(upper: upper, .ask)
        } else {
            describer.split(
                from: lower, to: upper, count: count, ways: describer.limits.splitWays)
        }
    }

    /// Where a probe differs, one of its two parts does, whatever the sums of both together say.
    private mutating func answer(
        probe: Bytes, from lower: EventKey, cut: EventKey, to upper: EventKey?
    ) {
        let below = describer.sum(from: lower, to: cut)
        let above = describer.sum(from: cut, to: upper)
        guard describer.hashing.probe(below, above, context: context) != probe else { return }
        let (count, overflow) = below.count.addingReportingOverflow(above.count)
        guard overflow || count > describer.limits.listLimit else {
            describer.append(upper: upper, count == 0 ? .absent : .ask)
            return
        }
        let ways = max(1, describer.limits.splitWays / 2)
        if lower < cut {
            describer.split(from: lower, to: cut, count: below.count, ways: ways)
        }
        describer.split(from: cut, to: upper, count: above.count, ways: ways)
    }

    private mutating func compare(_ tags: [UInt64], from lower: EventKey, to upper: EventKey?) {
        let count = describer.sum(from: lower, to: upper).count
        guard count > 0 else { return describer.append(upper: upper, .absent) }
        guard count <= describer.limits.listLimit else {
            describer.split(
                from: lower, to: upper, count: count, ways: describer.limits.splitWays)
            return
        }
        let ours = describer.listed(from: lower, to: upper, limit: count)
        let ourTags = ours.map { describer.hashing.tag($0.id) }
        let known = Set(ourTags)
        let listed = Set(tags)
        let extra = zip(ours, ourTags)
            .filter { !listed.contains($0.1) && describer.keys.isOffered($0.0) }.map(\.0.id)
        describer.append(
            upper: upper,
            .difference(lacking: tags.map { !known.contains($0) }, extra: extra))
    }

    private func offered(_ keys: [EventKey]) -> [EventID] {
        keys.filter(describer.keys.isOffered).map(\.id)
    }

    /// Names all keys of a range to a side that has none of them, as many as there is room for.
    private mutating func hand(from lower: EventKey, to upper: EventKey?) -> Bool {
        let limit = max(1, describer.room / Digest.byteCount)
        let ours = describer.listed(from: lower, to: upper, limit: limit + 1)
        guard ours.count > limit else {
            if ours.isEmpty {
                describer.skip(to: upper)
            } else {
                describer.append(upper: upper, .difference(lacking: [], extra: offered(ours)))
            }
            return true
        }
        let handed = offered(Array(ours.prefix(limit)))
        let rank = describer.keys.rank(of: ours[limit])
        let end = describer.keys.boundary(atRank: rank)
        describer.append(upper: end, .difference(lacking: [], extra: handed))
        describer.append(upper: nil, .rest)
        return false
    }
}
