// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// What happens when, the earliest first; what is due at the same time in the order it was added.
struct Agenda<Item> {
    private var heap: [(time: UInt64, number: Int)] = []
    private var items: [Int: Item] = [:]
    private var added = 0

    mutating func add(_ item: Item, at time: Instant) {
        heap.append((time.nanoseconds, added))
        items[added] = item
        added += 1
        var index = heap.count - 1
        while index > 0, heap[index] < heap[(index - 1) / 2] {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    /// Takes out what is due first, when that is before `end`.
    mutating func next(before end: Instant) -> (Instant, Item)? {
        guard let first = heap.first, first.time < end.nanoseconds else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink()
        return items.removeValue(forKey: first.number).map {
            (Instant(nanoseconds: first.time), $0)
        }
    }

    private mutating func sink() {
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != index else { return }
            heap.swapAt(index, least)
            index = least
        }
    }
}
