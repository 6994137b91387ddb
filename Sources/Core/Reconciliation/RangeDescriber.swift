// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Builds one message: merges what need not be said, counts its octets and the work it took.
struct RangeDescriber<Keys: OrderedKeys> {
    let keys: Keys
    let hashing: RangeHashing
    let limits: ReconciliationLimits

    private var writer = RangeMessage.PartWriter()
    private var skippedTo: EventKey?
    private var isEmpty = true

    /// Hashes computed and keys listed so far.
    private(set) var work = 0

    init(keys: Keys, hashing: RangeHashing, limits: ReconciliationLimits) {
        self.keys = keys
        self.hashing = hashing
        self.limits = limits
    }

    /// Whether the next part should wait for another message; never before the first.
    var isFull: Bool { !isEmpty && writer.bytes.count >= limits.messageBytesTarget }

    /// Octets that still fit.
    var room: Int { max(0, limits.messageBytesTarget - writer.bytes.count) }

    /// The message; nil when nothing has to be said.
    var bytes: Bytes? { isEmpty ? nil : writer.bytes }

    mutating func skip(to upper: EventKey?) { skippedTo = upper }

    mutating func append(upper: EventKey?, _ content: RangeMessage.Content) {
        if let skippedTo { writer.append(RangeMessage.Part(upper: skippedTo, content: .skip)) }
        skippedTo = nil
        writer.append(RangeMessage.Part(upper: upper, content: content))
        isEmpty = false
    }

    mutating func sum(from lower: EventKey, to upper: EventKey?) -> RangeSum {
        work += 1
        return keys.sum(from: lower, to: upper)
    }

    mutating func isEqual(_ fingerprint: Bytes, from lower: EventKey, to upper: EventKey?) -> Bool {
        work += 1
        return hashing.fingerprint(keys.sum(from: lower, to: upper)) == fingerprint
    }

    mutating func listed(from lower: EventKey, to upper: EventKey?, limit: Int) -> [EventKey] {
        let listed = keys.listed(from: lower, to: upper, limit: limit)
        work += listed.count
        return listed
    }

    /// Says the fingerprints of so many parts of a range, each as large as the others.
    ///
    /// - Returns: the ends of the parts.
    @discardableResult
    mutating func split(
        from lower: EventKey, to upper: EventKey?, count: Int, ways: Int
    ) -> [EventKey?] {
        let parts = max(1, min(ways, count))
        let first = parts > 1 ? keys.rank(of: lower) : 0
        var ends: [EventKey?] = []
        var start = lower
        for part in 1...parts {
            var end = upper
            if part < parts {
                guard let cut = keys.boundary(atRank: first + count * part / parts), start < cut
                else { continue }
                end = cut
            }
            work += 2
            append(upper: end, .fingerprint(hashing.fingerprint(keys.sum(from: start, to: end))))
            ends.append(end)
            start = end ?? start
        }
        return ends
    }
}
