// This source file is part of the Outpace project. License: see LICENSE.

extension SortedSet {
    /// How many elements there are and what they sum up to.
    struct Tally: Hashable, Sendable {
        var count: Int
        var sum: Element.Summary

        static var zero: Tally { Tally(count: 0, sum: .zero) }

        mutating func add(_ element: Element) {
            count += 1
            sum += element.summary
        }

        mutating func subtract(_ element: Element) {
            count -= 1
            sum -= element.summary
        }

        static func += (left: inout Tally, right: Tally) {
            left.count += right.count
            left.sum += right.sum
        }

        static func -= (left: inout Tally, right: Tally) {
            left.count -= right.count
            left.sum -= right.sum
        }
    }

    /// A leaf (no children) or an inner node.
    struct Node: Sendable {
        /// In a leaf its elements; in an inner node one fewer than children: everything under
        /// `children[i]` is below `elements[i]`, everything under `children[i + 1]` is not.
        var elements: [Element]
        var children: [Node]
        /// Count and sum of everything under each child.
        var tallies: [Tally]

        /// An empty leaf.
        init() {
            elements = []
            children = []
            tallies = []
        }

        init(separators: [Element], children: [Node], tallies: [Tally]) {
            elements = separators
            self.children = children
            self.tallies = tallies
        }

        var isLeaf: Bool { children.isEmpty }

        /// How many elements of a leaf, or children of an inner node.
        var width: Int { isLeaf ? elements.count : children.count }

        /// Whether it should be joined with a neighbour.
        var isSparse: Bool { width < Element.nodeCapacity / 4 }

        /// Count and sum of everything in and under this node. O(capacity).
        var tally: Tally {
            var result = Tally.zero
            if isLeaf {
                for element in elements { result.add(element) }
            } else {
                for tally in tallies { result += tally }
            }
            return result
        }

        var first: Element { isLeaf ? elements[0] : children[0].first }

        var last: Element {
            isLeaf ? elements[elements.count - 1] : children[children.count - 1].last
        }

        /// How many of `elements` are below `element`.
        func lowerBound(_ element: Element) -> Int {
            let span = elements.span
            var low = 0
            var high = span.count
            while low < high {
                let middle = (low &+ high) >> 1
                if span[middle] < element { low = middle &+ 1 } else { high = middle }
            }
            return low
        }

        /// The child under which `element` belongs.
        func childIndex(_ element: Element) -> Int {
            let span = elements.span
            var low = 0
            var high = span.count
            while low < high {
                let middle = (low &+ high) >> 1
                if element < span[middle] { high = middle } else { low = middle &+ 1 }
            }
            return low
        }

        /// Whether `element`, whose lower bound is `index`, is in this leaf.
        func holds(_ element: Element, at index: Int) -> Bool {
            let span = elements.span
            return index < span.count && !(element < span[index])
        }
    }
}
