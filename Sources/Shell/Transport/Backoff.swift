// This source file is part of the Outpace project. License: see LICENSE.

/// The pauses between dials of one peer: each twice the one before, up to a bound.
struct Backoff {
    private let first: Duration
    private let last: Duration
    private var pause: Duration

    init(first: Duration, last: Duration) {
        self.first = first
        self.last = last
        pause = first
    }

    /// The next pause, shortened by up to a half so that peers do not dial in step.
    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        defer { pause = min(pause * 2, last) }
        return pause - pause * Int.random(in: 0..<500, using: &generator) / 1_000
    }

    /// Starts again with the first pause.
    mutating func reset() { pause = first }
}
