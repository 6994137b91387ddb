// This source file is part of the Outpace project. License: see LICENSE.

extension SortedSet {
    /// How many elements are below `element`, whether it is in the set or not. O(log n).
    public func rank(of element: Element) -> Int { tallyBelow(element).count }

    /// The element that so many others are below; nil past the end. O(log n).
    public func element(atRank rank: Int) -> Element? {
        guard rank >= 0, rank < count else { return nil }
        return root.element(atRank: rank)
    }

    /// How many elements there are with `lower <= element < upper`, and their sum. O(log n).
    ///
    /// - Parameters:
    ///   - lower: nil to begin at the lowest element.
    ///   - upper: nil to go on to the highest.
    public func summary(
        from lower: Element?, to upper: Element?
    ) -> (count: Int, sum: Element.Summary) {
        if let lower, let upper, upper <= lower { return (0, .zero) }
        var result = upper.map(tallyBelow) ?? tally
        if let lower { result -= tallyBelow(lower) }
        return (result.count, result.sum)
    }

    /// Calls `body` with each element not below `lower`, ascending, until it returns false.
    /// O(log n) and the elements visited.
    ///
    /// - Parameter lower: nil to begin at the lowest element.
    public func visit(from lower: Element? = nil, _ body: (Element) -> Bool) {
        _ = root.visit(from: lower, body)
    }

    /// All elements, ascending. O(n).
    public var elements: [Element] {
        var result: [Element] = []
        result.reserveCapacity(count)
        visit {
            result.append($0)
            return true
        }
        return result
    }
}

extension SortedSet.Node {
    func element(atRank rank: Int) -> Element {
        if isLeaf { return elements[rank] }
        let span = tallies.span
        var left = rank
        var index = 0
        while left >= span[index].count {
            left -= span[index].count
            index += 1
        }
        return children.span[index].element(atRank: left)
    }

    func visit(from lower: Element?, _ body: (Element) -> Bool) -> Bool {
        if isLeaf {
            for element in elements[(lower.map(lowerBound) ?? 0)...] {
                guard body(element) else { return false }
            }
            return true
        }
        let start = lower.map(childIndex) ?? 0
        guard children[start].visit(from: lower, body) else { return false }
        for child in children[(start + 1)...] {
            guard child.visit(from: nil, body) else { return false }
        }
        return true
    }
}
