// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// The clocks of one machine: both run a little too fast or too slow, and the wall clock may jump.
struct HostClock: Sendable {
    /// The present rate holds from this true time on, in nanoseconds since the start.
    private var since: UInt64
    /// What the clocks showed then.
    private var instant: UInt64
    private var wall: Int64
    private var driftPerMillion: Int64

    /// Clocks at the start of the world.
    init(_ plan: ClockPlan, start: Moment) {
        since = 0
        instant = start.instant.nanoseconds
        wall = Int64(clamping: start.timestamp.milliseconds) * 1_000_000
        driftPerMillion = Int64(plan.driftPerMillion)
        wall += plan.offset.wholeNanoseconds
    }

    /// What both clocks show at a true time.
    func moment(at time: UInt64) -> Moment {
        let passed = local(time - since)
        return Moment(
            instant: Instant(nanoseconds: instant + passed),
            timestamp: Timestamp(
                milliseconds: UInt64(max(0, wall + Int64(passed)) / 1_000_000)))
    }

    /// The first true time at which the monotonic clock shows at least so much.
    func trueTime(of deadline: Instant) -> UInt64 {
        guard deadline.nanoseconds > instant else { return since }
        let wanted = deadline.nanoseconds - instant
        guard driftPerMillion != 0 else { return since &+ wanted }
        let rate = UInt64(1_000_000 + driftPerMillion)
        let (high, low) = wanted.multipliedFullWidth(by: 1_000_000)
        guard high < rate else { return .max }
        let (quotient, remainder) = rate.dividingFullWidth((high, low))
        return since &+ quotient &+ (remainder == 0 ? 0 : 1)
    }

    /// Changes the rate from now on.
    mutating func drift(perMillion: Int, at time: UInt64) {
        let passed = local(time - since)
        instant += passed
        wall += Int64(passed)
        since = time
        driftPerMillion = Int64(max(-999_999, min(perMillion, 1_000_000)))
    }

    /// Moves the wall clock.
    mutating func jump(by duration: Duration) { wall += duration.wholeNanoseconds }

    private func local(_ passed: UInt64) -> UInt64 {
        guard driftPerMillion != 0 else { return passed }
        let (high, low) = passed.multipliedFullWidth(by: UInt64(1_000_000 + driftPerMillion))
        return UInt64(1_000_000).dividingFullWidth((high, low)).quotient
    }
}

extension Duration {
    /// Whole nanoseconds, as many as fit.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : product + attoseconds / 1_000_000_000
    }

    /// Nanoseconds of a duration that is not negative.
    var nanosecondCount: UInt64 { UInt64(max(0, wholeNanoseconds)) }
}
