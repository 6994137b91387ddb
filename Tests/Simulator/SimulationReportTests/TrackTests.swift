// This source file is part of the Outpace project. License: see LICENSE.

import SimulationReport
import Testing

@Suite struct TrackTests {
    @Test func `intervals follow each other without gaps and hold what was noted`() {
        var track = Track<String>()
        track.note("a", at: 0)
        track.note("a", at: 1)
        track.note("b", at: 2.5)
        track.note("a", at: 4)
        track.close(at: 10)
        #expect(
            track.intervals == [
                Interval(from: 0, until: 2.5, value: "a"),
                Interval(from: 2.5, until: 4, value: "b"),
                Interval(from: 4, until: 10, value: "a"),
            ])
        #expect(track.value(at: 3) == "b")
        #expect(track.value(at: 4) == "a")
        #expect(track.total { $0 == "a" } == 8.5)
    }

    @Test func `what changes twice at one time is only what it was last`() {
        var track = Track<Int>()
        track.note(1, at: 0)
        track.note(2, at: 3)
        track.note(1, at: 3)
        track.note(3, at: 5)
        track.note(4, at: 5)
        track.close(at: 6)
        #expect(
            track.intervals == [
                Interval(from: 0, until: 5, value: 1), Interval(from: 5, until: 6, value: 4),
            ])
    }

    @Test func `a track that flickers stays within its bound and loses no time`() {
        var track = Track<Bool>(shortest: 0.001, limit: 64)
        for step in 0..<10_000 { track.note(step.isMultiple(of: 2), at: Double(step) * 0.01) }
        track.note(true, at: 200)
        track.close(at: 400)
        #expect(track.intervals.count <= 64)
        #expect(track.intervals.first?.from == 0)
        #expect(track.intervals.last?.until == 400)
        for (one, next) in zip(track.intervals, track.intervals.dropFirst()) {
            #expect(one.until == next.from)
        }
    }

    @Test func `a time that falls back does not make an interval of negative length`() {
        var track = Track<Int>()
        track.note(1, at: 5)
        track.note(2, at: 3)
        track.close(at: 4)
        #expect(track.intervals.allSatisfy { $0.length >= 0 })
    }
}
