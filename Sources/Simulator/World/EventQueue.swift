// This source file is part of the Outpace project. License: see LICENSE.

/// What is due in a simulated network, earliest first; what is due at one time comes in the order it
/// was put in.
struct EventQueue<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        let due: UInt64
        let number: UInt64
        let element: Element

        func precedes(_ other: Entry) -> Bool {
            due != other.due ? due < other.due : number < other.number
        }
    }

    private var heap: [Entry] = []
    private var nextNumber: UInt64 = 0

    /// When the first element is due.
    var firstDue: UInt64? { heap.first?.due }

    /// How many are due.
    var count: Int { heap.count }

    /// Puts an element in. O(log n).
    mutating func insert(_ element: Element, due: UInt64) {
        let entry = Entry(due: due, number: nextNumber, element: element)
        nextNumber += 1
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 4
            guard entry.precedes(heap[parent]) else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = entry
    }

    /// Takes the first element out. O(log n).
    mutating func popFirst() -> Element? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if heap.isEmpty { return first.element }
        var parent = 0
        while true {
            let lower = 4 * parent + 1
            guard lower < heap.count else { break }
            var least = lower
            for child in lower + 1..<min(lower + 4, heap.count)
            where heap[child].precedes(heap[least]) {
                least = child
            }
            guard heap[least].precedes(last) else { break }
            heap[parent] = heap[least]
            parent = least
        }
        heap[parent] = last
        return first.element
    }
}
