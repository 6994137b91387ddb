// This source file is part of the Outpace project. License: see LICENSE.

/// How long something took, counted into fixed buckets.
package struct Histogram: Hashable, Sendable {
    /// From half a millisecond, a fast commit, to ten seconds, when a client has given up.
    package static let latencyBounds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// The upper ends of the buckets in seconds, ascending, each included; one more has no end.
    package let bounds: [Double]

    /// Observations per bucket; the last is the one without an end.
    package private(set) var counts: [UInt64]

    /// The sum of all observations in seconds.
    package private(set) var sum = 0.0

    /// Makes an empty histogram; bounds that do not ascend are a bug of the caller.
    package init(bounds: [Double] = Self.latencyBounds) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds \(bounds)")
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// The number of observations.
    package var count: UInt64 { counts.reduce(0, +) }

    /// Counts one observation; a negative one, or none at all, counts as zero.
    package mutating func observe(seconds: Double) {
        let seconds = seconds > 0 ? seconds : 0
        counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
        sum += seconds
    }

    /// Counts one observation.
    package mutating func observe(_ duration: Duration) { observe(seconds: duration.inSeconds) }
}

extension Duration {
    /// The duration as a floating-point number of seconds.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
