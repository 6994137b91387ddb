// This source file is part of the Outpace project. License: see LICENSE.

/// A set in ascending order: a B-tree whose every node knows how many elements are below each of
/// its children and their sum.
///
/// Insert, find and remove search each node by bisection and cost O(log n) in any order of arrival;
/// so do the rank of an element, the element of a rank, and the count and sum of a range. Nothing
/// costs O(n) but a visit of everything. It is a value: a copy is O(1), and the first change after
/// it copies the nodes on one path.
public struct SortedSet<Element: Summarized>: Sendable {
    var root: Node
    var tally: Tally

    /// An empty set.
    public init() {
        root = Node()
        tally = .zero
    }

    /// How many elements there are. O(1).
    public var count: Int { tally.count }

    /// Whether there are none. O(1).
    public var isEmpty: Bool { tally.count == 0 }

    /// The sum over all elements. O(1).
    public var summary: Element.Summary { tally.sum }

    /// The lowest element. O(log n).
    public var first: Element? { isEmpty ? nil : root.first }

    /// The highest element. O(log n).
    public var last: Element? { isEmpty ? nil : root.last }

    /// Puts an element in its place; false when it was there. O(log n).
    @discardableResult
    public mutating func insert(_ element: Element) -> Bool {
        switch root.insert(element, isLast: true) {
        case .present:
            return false
        case .inserted:
            break
        case .split(let upper):
            growRoot(upper)
        }
        tally.add(element)
        return true
    }

    /// Takes an element out; false when it was not there. O(log n).
    @discardableResult
    public mutating func remove(_ element: Element) -> Bool {
        guard root.remove(element) else { return false }
        tally.subtract(element)
        shrinkRoot()
        return true
    }

    /// Takes the lowest element out; nil when there is none. O(log n).
    public mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = root.removeFirst()
        tally.subtract(element)
        shrinkRoot()
        return element
    }

    private mutating func growRoot(_ upper: Split) {
        let upperTally = upper.node.tally
        var lowerTally = tally
        lowerTally.add(upper.inserted)
        lowerTally -= upperTally
        root = Node(
            separators: [upper.separator], children: [root, upper.node],
            tallies: [lowerTally, upperTally]
        )
    }

    private mutating func shrinkRoot() {
        while root.children.count == 1 { root = root.children[0] }
    }
}
