// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import Mempool

struct OrderKeyTests {
    /// Keys that differ in the time alone, in one word alone, or in nothing.
    private static let keys: [EventKey] = (0..<64 as Range<UInt64>).map { bits in
        let words = (bits & 1, bits >> 1 & 1, bits >> 2 & 1, bits >> 3 & 1)
        return EventKey(
            occurredAt: Timestamp(milliseconds: bits >> 4 & 1), id: EventID(Digest(words: words))
        )
    }

    @Test func `it orders as the event key does`() {
        for left in Self.keys {
            let packed = OrderKey(left)
            #expect(Self.keys.map { packed < OrderKey($0) } == Self.keys.map { left < $0 })
            #expect(Self.keys.map { packed == OrderKey($0) } == Self.keys.map { left == $0 })
        }
    }

    @Test func `it gives its event key back`() {
        #expect(Self.keys.allSatisfy { OrderKey($0).key == $0 })
    }

    @Test func `a set of many in nodes of the real size is sound`() {
        var maker = EventMaker(seed: 12)
        var keys = (0..<20_000).map { index in
            EventKey(occurredAt: Timestamp(milliseconds: UInt64(index % 40)), id: maker.id())
        }
        var set = SortedSet<OrderKey>()
        for key in keys { set.insert(OrderKey(key)) }
        #expect(set.checkInvariants() == nil)
        for key in keys[..<15_000] { set.remove(OrderKey(key)) }
        #expect(set.checkInvariants() == nil)
        keys = keys[15_000...].sorted()
        #expect(set.elements.map(\.key) == keys)
    }
}
