// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The side of a run that asks, and learns which keys the two sets do not share.
///
/// One message is under way at a time. What differs and does not fit the next message waits here,
/// ascending and bounded, so that no answer makes earlier ones worthless.
public struct Initiator: Sendable {
    /// What one answer told.
    public struct Findings: Hashable, Sendable {
        /// Ids that only we have.
        public var have: [EventID] = []
        /// Ranges of which the other side has nothing; we may.
        public var haveRanges: [HaveRange] = []
        /// Ids that only the other side has.
        public var need: [EventID] = []

        /// Nothing found yet.
        public init() {}

        /// Whether nothing was found.
        public var isEmpty: Bool { have.isEmpty && haveRanges.isEmpty && need.isEmpty }
    }

    /// Keys with `lower <= key < upper`; nil for no end.
    public struct HaveRange: Hashable, Sendable {
        /// The first bound, inside.
        public let lower: EventKey
        /// The other bound, outside.
        public let upper: EventKey?

        /// Names a range.
        public init(lower: EventKey, upper: EventKey?) {
            self.lower = lower
            self.upper = upper
        }
    }

    /// A range to be looked into.
    struct Pending: Sendable {
        enum Reason: Sendable {
            /// The other side had no room to look at its fingerprint.
            case unanswered
            case differs
        }

        let lower: EventKey
        let upper: EventKey?
        let reason: Reason
    }

    /// A range the last question spoke of.
    struct Sent: Sendable {
        enum Saying: Sendable {
            case skip
            case fingerprint
            case list([EventKey])
        }

        let lower: EventKey
        let upper: EventKey?
        let saying: Saying
    }

    let hashing: RangeHashing
    let limits: ReconciliationLimits
    /// Descending, so that the lowest is taken from the end.
    var pending: [Pending] = []
    var sent: [Sent] = []

    /// Messages sent.
    public private(set) var rounds = 0
    /// Hashes computed and keys listed so far.
    public internal(set) var work = 0

    /// A run over one set of one session.
    public init(hashing: RangeHashing, limits: ReconciliationLimits) {
        self.hashing = hashing
        self.limits = limits
    }

    /// Whether everything is known.
    public var isDone: Bool { pending.isEmpty }

    /// Begins: asks whether the sets are equal.
    ///
    /// - Parameters:
    ///   - upper: where the compared keys end; nil for all.
    ///   - context: the circumstances that have to be equal as well.
    ///   - random: chooses where the compared keys are cut in two. Sums that somebody made equal by
    ///     choosing ids are not equal below and above a cut that nobody knew.
    public mutating func open(
        _ keys: some OrderedKeys, through upper: EventKey?, context: Bytes, random: UInt64
    ) -> Bytes {
        let all = keys.sum(from: .lowest, to: upper)
        let rank = all.count > 0 ? Int(random % UInt64(all.count)) : 0
        var cut = keys.boundary(atRank: rank) ?? .lowest
        if let upper, cut >= upper { cut = .lowest }
        let below = keys.sum(from: .lowest, to: cut)
        let above = keys.sum(from: cut, to: upper)
        sent = [Sent(lower: .lowest, upper: upper, saying: .fingerprint)]
        pending = []
        rounds = 1
        work += 3
        let octets = hashing.probe(below, above, context: context)
        let part = RangeMessage.Part(upper: upper, content: .probe(cut: cut, octets))
        return RangeMessage(parts: [part]).encode()
    }

    /// The next question; nil when there is none, or no more may be asked in this run.
    public mutating func next(_ keys: some OrderedKeys) -> Bytes? {
        guard !pending.isEmpty, rounds < limits.roundsLimit else { return nil }
        rounds += 1
        sent = []
        var describer = RangeDescriber(keys: keys, hashing: hashing, limits: limits)
        var reached = EventKey.lowest
        while let range = pending.last, !describer.isFull {
            pending.removeLast()
            if reached < range.lower {
                describer.skip(to: range.lower)
                sent.append(Sent(lower: reached, upper: range.lower, saying: .skip))
            }
            describe(range, to: &describer)
            reached = range.upper ?? .highest
        }
        work += describer.work
        return describer.bytes
    }

    private mutating func describe<Keys: OrderedKeys>(
        _ range: Pending, to describer: inout RangeDescriber<Keys>
    ) {
        let (lower, upper) = (range.lower, range.upper)
        if range.reason == .unanswered {
            let sum = describer.sum(from: lower, to: upper)
            describer.append(upper: upper, .fingerprint(hashing.fingerprint(sum)))
            sent.append(Sent(lower: lower, upper: upper, saying: .fingerprint))
            return
        }
        let count = describer.sum(from: lower, to: upper).count
        guard count > limits.listLimit else {
            let listed = describer.listed(from: lower, to: upper, limit: count)
            describer.append(upper: upper, .list(listed.map { hashing.tag($0.id) }))
            sent.append(Sent(lower: lower, upper: upper, saying: .list(listed)))
            return
        }
        var start = lower
        let ends = describer.split(from: lower, to: upper, count: count, ways: limits.splitWays)
        for end in ends {
            sent.append(Sent(lower: start, upper: end, saying: .fingerprint))
            start = end ?? start
        }
    }
}
