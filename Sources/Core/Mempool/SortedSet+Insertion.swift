// This source file is part of the Outpace project. License: see LICENSE.

extension SortedSet {
    /// The upper part of a node that grew too wide, to be put beside it.
    struct Split: Sendable {
        var separator: Element
        var node: Node
        /// The element whose insertion made the node too wide.
        var inserted: Element
    }

    /// What an insertion did to a node.
    enum Insertion: Sendable {
        case present
        case inserted
        case split(Split)
    }
}

extension SortedSet.Node {
    /// Inserts below this node. `isLast` says that no element of the tree is to the right of it: a
    /// full node there is not halved when it grows at its end, so ascending arrival fills nodes.
    mutating func insert(_ element: Element, isLast: Bool) -> SortedSet.Insertion {
        if isLeaf { return insertInLeaf(element, isLast: isLast) }
        let index = childIndex(element)
        let isLastChild = isLast && index == children.count - 1
        switch children[index].insert(element, isLast: isLastChild) {
        case .present:
            return .present
        case .inserted:
            tallies[index].add(element)
            return .inserted
        case .split(let upper):
            return insertChild(upper, after: index, isLast: isLastChild)
        }
    }

    private mutating func insertInLeaf(_ element: Element, isLast: Bool) -> SortedSet.Insertion {
        let index = lowerBound(element)
        if holds(element, at: index) { return .present }
        if elements.count < Element.nodeCapacity {
            place(element, at: index)
            return .inserted
        }
        return splitLeaf(inserting: element, at: index, isLast: isLast)
    }

    /// Puts an element into a leaf that has room, growing it in small steps instead of doubling:
    /// leaves are most of the memory.
    private mutating func place(_ element: Element, at index: Int) {
        if elements.count == elements.capacity {
            elements.reserveCapacity(elements.count + Element.nodeCapacity / 8)
        }
        elements.insert(element, at: index)
    }

    @inline(never)
    private mutating func splitLeaf(
        inserting element: Element, at index: Int, isLast: Bool
    ) -> SortedSet.Insertion {
        var upper = Self()
        if isLast, index == elements.count {
            upper.elements = [element]
        } else {
            let middle = elements.count / 2
            upper = takeUpper(from: middle).node
            if index <= middle {
                place(element, at: index)
            } else {
                upper.place(element, at: index - middle)
            }
        }
        let separator = upper.elements[0]
        return .split(SortedSet.Split(separator: separator, node: upper, inserted: element))
    }

    @inline(never)
    private mutating func insertChild(
        _ upper: SortedSet.Split, after index: Int, isLast: Bool
    ) -> SortedSet.Insertion {
        let upperTally = upper.node.tally
        tallies[index].add(upper.inserted)
        tallies[index] -= upperTally
        elements.insert(upper.separator, at: index)
        children.insert(upper.node, at: index + 1)
        tallies.insert(upperTally, at: index + 1)
        if children.count <= Element.nodeCapacity { return .inserted }
        let (separator, node) = takeUpper(from: isLast ? children.count - 1 : children.count / 2)
        return .split(
            SortedSet.Split(separator: separator, node: node, inserted: upper.inserted)
        )
    }

    /// Cuts everything from `middle` on off into a new node; `middle` is neither end.
    mutating func takeUpper(from middle: Int) -> (separator: Element, node: Self) {
        precondition(middle > 0 && middle < width, "cut at \(middle) of \(width)")
        var upper = Self()
        if isLeaf {
            upper.elements = Array(elements[middle...])
            elements.removeSubrange(middle...)
            elements = Array(elements[...])
            return (upper.elements[0], upper)
        }
        let separator = elements[middle - 1]
        upper.elements = Array(elements[middle...])
        upper.children = Array(children[middle...])
        upper.tallies = Array(tallies[middle...])
        elements.removeSubrange((middle - 1)...)
        children.removeSubrange(middle...)
        tallies.removeSubrange(middle...)
        return (separator, upper)
    }
}
