// This source file is part of the Outpace project. License: see LICENSE.

/// A stretch of time in which something stayed as it was, in seconds since the start of the run.
public struct Interval<Value: Hashable & Sendable>: Hashable, Sendable {
    /// Where it begins.
    public var from: Double
    /// Where it ends; not before it begins.
    public var until: Double
    /// What held.
    public var value: Value

    /// Puts an interval together.
    public init(from: Double, until: Double, value: Value) {
        self.from = from
        self.until = until
        self.value = value
    }

    /// How long it is.
    public var length: Double { until - from }
}

/// What something was over time: intervals that follow each other without gaps.
///
/// Bounded: when there are too many intervals, those that are too short to be seen are given to the
/// one before them, and what counts as too short doubles.
public struct Track<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The intervals so far, oldest first, the last of them up to the last `note` or `close`.
    public private(set) var intervals: [Interval<Value>] = []
    private var shortest: Double
    private let limit: Int

    /// An empty track that is thinned by intervals of this length when it has too many.
    public init(shortest: Double = 0.001, limit: Int = 2_048) {
        self.shortest = shortest
        self.limit = max(2, limit)
    }

    /// From now on it is this; the times do not fall.
    public mutating func note(_ value: Value, at time: Double) {
        guard let last = intervals.indices.last else {
            return intervals.append(Interval(from: time, until: time, value: value))
        }
        let time = max(time, intervals[last].from)
        intervals[last].until = time
        guard intervals[last].value != value else { return }
        if time == intervals[last].from {
            intervals.removeLast()
            if let before = intervals.last, before.value == value { return }
        }
        intervals.append(Interval(from: time, until: time, value: value))
        thin()
    }

    /// It stayed as it was until now.
    public mutating func close(at time: Double) {
        guard let last = intervals.indices.last else { return }
        intervals[last].until = max(time, intervals[last].until)
    }

    /// What held at a time; nil before the first.
    public func value(at time: Double) -> Value? {
        intervals.last { $0.from <= time }?.value
    }

    /// For how many seconds a condition held.
    public func total(where holds: (Value) -> Bool) -> Double {
        intervals.reduce(0) { holds($1.value) ? $0 + $1.length : $0 }
    }

    private mutating func thin() {
        while intervals.count > limit {
            shortest *= 2
            var kept: [Interval<Value>] = []
            for (place, interval) in intervals.enumerated() {
                let isLast = place == intervals.count - 1
                if let before = kept.indices.last,
                    kept[before].value == interval.value
                        || (!isLast && interval.length < shortest)
                {
                    kept[before].until = interval.until
                } else {
                    kept.append(interval)
                }
            }
            intervals = kept
        }
    }
}
