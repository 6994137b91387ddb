// This source file is part of the Outpace project. License: see LICENSE.

extension SortedSet {
    /// What is wrong with the tree, or nil; tests call it after each change. O(n).
    public func checkInvariants() -> String? {
        if root.tally != tally { return "the tally of the root is \(tally), not \(root.tally)" }
        var depths: [Int] = []
        return root.fault(depth: 0, isLast: true, lower: nil, upper: nil, leafDepths: &depths)
    }

    /// How many leaves the tree has. O(n).
    public var leafCount: Int { root.leafCount }
}

extension SortedSet.Node {
    fileprivate func fault(
        depth: Int, isLast: Bool, lower: Element?, upper: Element?, leafDepths: inout [Int]
    ) -> String? {
        if depth > 0, width == 0 { return "an empty node at depth \(depth)" }
        if depth > 0, !isLast, isSparse { return "a sparse node of \(width) at depth \(depth)" }
        for index in elements.indices.dropFirst() where elements[index] <= elements[index - 1] {
            return "elements out of order at depth \(depth), index \(index)"
        }
        if let lower, let first = elements.first, first < lower { return "an element is too low" }
        if let upper, let last = elements.last, last >= upper { return "an element is too high" }
        if isLeaf { return leafFault(depth: depth, leafDepths: &leafDepths) }
        if children.count > Element.nodeCapacity { return "\(children.count) children" }
        if elements.count != children.count - 1 || tallies.count != children.count {
            return "\(children.count) children, \(elements.count) separators, "
                + "\(tallies.count) tallies"
        }
        for (index, child) in children.enumerated() {
            if child.tally != tallies[index] { return "tally \(index) at depth \(depth) is wrong" }
            let found = child.fault(
                depth: depth + 1, isLast: isLast && index == children.count - 1,
                lower: index > 0 ? elements[index - 1] : lower,
                upper: index < elements.count ? elements[index] : upper, leafDepths: &leafDepths
            )
            if let found { return found }
        }
        return nil
    }

    fileprivate var leafCount: Int { isLeaf ? 1 : children.reduce(0) { $0 + $1.leafCount } }

    private func leafFault(depth: Int, leafDepths: inout [Int]) -> String? {
        if !tallies.isEmpty { return "a leaf with tallies" }
        if elements.count > Element.nodeCapacity { return "a leaf of \(elements.count)" }
        if let other = leafDepths.first, other != depth { return "leaves at \(other) and \(depth)" }
        leafDepths = [depth]
        return nil
    }
}
