// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import Validator

struct UnobservedEventsTests {
    private func id(_ number: UInt64) -> EventID { EventID(Digest(words: (number, 0, 0, 1))) }

    @Test func `the oldest count for good once too many are tracked`() {
        var events = UnobservedEvents()
        for number in 0..<5 as Range<UInt64> {
            events.insert(id(number), observers: .empty, trackedLimit: 3)
        }
        #expect(events.count == 5)
        for number in 0..<5 as Range<UInt64> {
            events.observe(id(number), by: 0, own: 0, validators: 4)
        }
        #expect(events.count == 2)
    }

    @Test func `what became accountable leaves room for others`() {
        var events = UnobservedEvents()
        for number in 0..<1_000 as Range<UInt64> {
            events.insert(id(number), observers: .empty, trackedLimit: 3)
            events.observe(id(number), by: 0, own: 0, validators: 4)
        }
        #expect(events.count == 0)
        for number in 2_000..<2_003 as Range<UInt64> {
            events.insert(id(number), observers: .empty, trackedLimit: 3)
        }
        for number in 2_000..<2_003 as Range<UInt64> {
            events.observe(id(number), by: 0, own: 0, validators: 4)
        }
        #expect(events.count == 0)
    }
}
