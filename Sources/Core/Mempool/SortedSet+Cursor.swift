// This source file is part of the Outpace project. License: see LICENSE.

extension SortedSet {
    /// A way down the tree that counts no references: doing so would fetch one more line of memory
    /// per node than the search itself, and those fetches are most of what a search costs.
    ///
    /// Safety: the addresses are those of storage that the node given to `init` owns through arrays
    /// which nobody changes while the set is borrowed. So a cursor must not outlive the
    /// `withExtendedLifetime` around the root it came from; it never leaves this file.
    private struct Cursor {
        private var elements: UnsafeBufferPointer<Element>
        private var children: UnsafeBufferPointer<Node>
        private var tallies: UnsafeBufferPointer<Tally>

        init(_ node: borrowing Node) {
            elements = node.elements.withUnsafeBufferPointer { $0 }
            children = node.children.withUnsafeBufferPointer { $0 }
            tallies = node.tallies.withUnsafeBufferPointer { $0 }
        }

        var isLeaf: Bool { children.isEmpty }

        mutating func descend(to index: Int) {
            guard let base = children.baseAddress else { return }
            self = Cursor((base + index).pointee)
        }

        /// How many of `elements` are below `element`.
        func lowerBound(_ element: Element) -> Int {
            var low = 0
            var high = elements.count
            while low < high {
                let middle = (low &+ high) >> 1
                if elements[middle] < element { low = middle &+ 1 } else { high = middle }
            }
            return low
        }

        /// The child under which `element` belongs.
        func childIndex(_ element: Element) -> Int {
            var low = 0
            var high = elements.count
            while low < high {
                let middle = (low &+ high) >> 1
                if element < elements[middle] { high = middle } else { low = middle &+ 1 }
            }
            return low
        }

        func holds(_ element: Element, at index: Int) -> Bool {
            index < elements.count && !(element < elements[index])
        }

        /// Count and sum of everything under the first so many children.
        func tally(ofChildren count: Int) -> Tally {
            var result = Tally.zero
            for index in 0..<count { result += tallies[index] }
            return result
        }

        /// Count and sum of the first so many elements of a leaf.
        func tally(ofElements count: Int) -> Tally {
            var result = Tally.zero
            for index in 0..<count { result.add(elements[index]) }
            return result
        }
    }

    /// Whether the element is in the set. O(log n).
    public func contains(_ element: Element) -> Bool {
        withExtendedLifetime(root) {
            var cursor = Cursor(root)
            while !cursor.isLeaf { cursor.descend(to: cursor.childIndex(element)) }
            return cursor.holds(element, at: cursor.lowerBound(element))
        }
    }

    /// Count and sum of all elements below `element`. O(log n).
    func tallyBelow(_ element: Element) -> Tally {
        withExtendedLifetime(root) {
            var result = Tally.zero
            var cursor = Cursor(root)
            while !cursor.isLeaf {
                let index = cursor.childIndex(element)
                result += cursor.tally(ofChildren: index)
                cursor.descend(to: index)
            }
            result += cursor.tally(ofElements: cursor.lowerBound(element))
            return result
        }
    }
}
