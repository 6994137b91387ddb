// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// What is due in a simulated network, earliest first; what is due at one time comes in the order it
/// was put in.
package struct NodeNetworkQueue<Element> {
    private struct Entry {
        let due: Instant
        let number: UInt64
        let element: Element

        func precedes(_ other: Entry) -> Bool { (due, number) < (other.due, other.number) }
    }

    private var heap: [Entry] = []
    private var nextNumber: UInt64 = 0

    /// Nothing is due.
    package init() {}

    /// When the first element is due.
    package var firstDue: Instant? { heap.first?.due }

    /// The first element.
    package var first: Element? { heap.first?.element }

    /// Puts an element in. O(log n).
    package mutating func insert(_ element: Element, due: Instant) {
        heap.append(Entry(due: due, number: nextNumber, element: element))
        nextNumber += 1
        var child = heap.count - 1
        while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the first element out. O(log n).
    package mutating func popFirst() -> Element? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if heap.isEmpty { return first.element }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].precedes(heap[least]) { least = child }
            guard least != parent else { return first.element }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
