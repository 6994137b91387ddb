// This source file is part of the Outpace project. License: see LICENSE.

/// What is due in a simulated network, earliest first; what is due at one time comes in the order it
/// was put in.
///
/// The heap holds numbers only and the elements stay where they are, because elements may be large and
/// a network has a million of them under way.
public struct EventQueue<Element> {
    private struct Entry: Sendable {
        let due: UInt64
        let number: UInt64
        let place: Int

        func precedes(_ other: Entry) -> Bool {
            due != other.due ? due < other.due : number < other.number
        }
    }

    private var heap: [Entry] = []
    private var elements: [Element?] = []
    private var vacant: [Int] = []
    private var nextNumber: UInt64 = 0

    /// Nothing is due.
    public init() {}

    /// When the first element is due.
    public var firstDue: UInt64? { heap.first?.due }

    /// How many are due.
    public var count: Int { heap.count }

    /// Puts an element in. O(log n).
    public mutating func insert(_ element: Element, due: UInt64) {
        let place = vacant.popLast() ?? elements.endIndex
        if place == elements.endIndex {
            elements.append(element)
        } else {
            elements[place] = element
        }
        let entry = Entry(due: due, number: nextNumber, place: place)
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
    public mutating func popFirst() -> Element? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty { sink(last) }
        vacant.append(first.place)
        return elements[first.place].take()
    }

    private mutating func sink(_ entry: Entry) {
        var parent = 0
        while true {
            let lower = 4 * parent + 1
            guard lower < heap.count else { break }
            var least = lower
            for child in lower + 1..<min(lower + 4, heap.count)
            where heap[child].precedes(heap[least]) {
                least = child
            }
            guard heap[least].precedes(entry) else { break }
            heap[parent] = heap[least]
            parent = least
        }
        heap[parent] = entry
    }
}

extension EventQueue: Sendable where Element: Sendable {}
