// This source file is part of the Outpace project. License: see LICENSE.

extension SortedSet.Node {
    /// Removes below this node; false when the element is not there.
    mutating func remove(_ element: Element) -> Bool {
        if isLeaf {
            let index = lowerBound(element)
            guard holds(element, at: index) else { return false }
            elements.remove(at: index)
            return true
        }
        let index = childIndex(element)
        guard children[index].remove(element) else { return false }
        tallies[index].subtract(element)
        if children[index].isSparse { repairChild(index) }
        return true
    }

    /// Removes the lowest element below this node, which is not empty.
    mutating func removeFirst() -> Element {
        if isLeaf { return elements.removeFirst() }
        let element = children[0].removeFirst()
        tallies[0].subtract(element)
        if children[0].isSparse { repairChild(0) }
        return element
    }

    /// Joins a child that became too narrow with a neighbour, and halves the two when they are too
    /// wide together; an empty child goes.
    @inline(never)
    private mutating func repairChild(_ index: Int) {
        if children[index].width == 0 { return removeChild(index) }
        guard children.count > 1 else { return }
        let lower = index > 0 ? index - 1 : 0
        let separator = elements.remove(at: lower)
        let upper = children.remove(at: lower + 1)
        let upperTally = tallies.remove(at: lower + 1)
        tallies[lower] += upperTally
        children[lower].append(upper, separator: separator)
        let width = children[lower].width
        guard width > Element.nodeCapacity * 3 / 4 else { return }
        let (newSeparator, newUpper) = children[lower].takeUpper(from: width / 2)
        let newTally = newUpper.tally
        tallies[lower] -= newTally
        elements.insert(newSeparator, at: lower)
        children.insert(newUpper, at: lower + 1)
        tallies.insert(newTally, at: lower + 1)
    }

    private mutating func removeChild(_ index: Int) {
        children.remove(at: index)
        tallies.remove(at: index)
        guard !elements.isEmpty else { return }
        elements.remove(at: index > 0 ? index - 1 : 0)
    }

    private mutating func append(_ upper: Self, separator: Element) {
        if !isLeaf { elements.append(separator) }
        elements.append(contentsOf: upper.elements)
        children.append(contentsOf: upper.children)
        tallies.append(contentsOf: upper.tallies)
    }
}
