// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@Suite struct ClockTests {
    @Test(arguments: [
        Duration.zero, .nanoseconds(-1), .nanoseconds(1_999), .seconds(9), .seconds(10),
        .seconds(-9), .seconds(-10), .seconds(1 << 40), .seconds(-1 << 40),
        .init(secondsComponent: 0, attosecondsComponent: -1_999_999_999),
        .init(secondsComponent: 9, attosecondsComponent: 223_372_036_854_775_807),
        .init(secondsComponent: 9, attosecondsComponent: 223_372_036_854_775_808),
    ])
    func `an instant is moved by whole nanoseconds, as far as the clock goes`(by duration: Duration)
    {
        for start in [0, 1, 20_000_000_000, UInt64.max - 1, .max] {
            let moved = Int128(start) + duration.attoseconds / 1_000_000_000
            #expect(
                Instant(nanoseconds: start).advanced(by: duration)
                    == Instant(nanoseconds: UInt64(clamping: moved)))
        }
    }

    @Test func `an instant stops at the end of its range`() {
        let late = Instant(nanoseconds: .max - 1)
        #expect(late.advanced(by: .seconds(1)) == Instant(nanoseconds: .max))
    }

    @Test func `an instant stops at zero`() {
        #expect(Instant(nanoseconds: 5).advanced(by: .seconds(-1)) == .zero)
    }

    @Test func `a duration has a sign`() {
        let (early, late) = (Instant(nanoseconds: 1_000), Instant(nanoseconds: 3_000))
        #expect(late.duration(since: early) == .nanoseconds(2_000))
        #expect(early.duration(since: late) == .nanoseconds(-2_000))
    }

    @Test func `a timestamp stops at either end`() {
        #expect(Timestamp(milliseconds: .max).adding(milliseconds: 1).milliseconds == .max)
        #expect(Timestamp(milliseconds: 1).subtracting(milliseconds: 2).milliseconds == 0)
    }

    @Test func `a moment moves on both clocks`() {
        let start = Moment(
            instant: Instant(nanoseconds: 999_999), timestamp: Timestamp(milliseconds: 10))
        let later = start.advanced(by: .nanoseconds(1))
        #expect(later.instant.nanoseconds == 1_000_000 && later.timestamp.milliseconds == 11)
    }

    @Test func `a seed names one sequence`() {
        var (first, second) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
        #expect((0..<100).allSatisfy { _ in first.next() == second.next() })
    }

    @Test func `a set of validators keeps what was put in`() {
        var set = ValidatorSet.empty
        for index in [0, 7, 24] { set.insert(index) }
        set.remove(7)
        #expect(set.indices == [0, 24] && set.count == 2 && !set.contains(7))
    }

    @Test func `bits past the last validator are dropped`() {
        #expect(ValidatorSet(bits: .max).count == ValidatorSet.validatorLimit)
    }
}
