// This source file is part of the Outpace project. License: see LICENSE.

extension RandomAccessCollection {
    /// The first index from which on a predicate holds, when it holds for no element before; the end
    /// when it holds for none. O(log n).
    @inlinable
    public func partitioningIndex(where isAfter: (Element) -> Bool) -> Index {
        var start = startIndex
        var count = self.count
        while count > 0 {
            let half = count / 2
            let middle = index(start, offsetBy: half)
            if isAfter(self[middle]) {
                count = half
            } else {
                start = index(after: middle)
                count -= half + 1
            }
        }
        return start
    }
}

extension RandomAccessCollection where Element: Comparable {
    /// The index of an element, the first of equal ones, in a collection that ascends; nil when it is
    /// not there. O(log n).
    @inlinable
    public func sortedIndex(of element: Element) -> Index? {
        let index = partitioningIndex { !($0 < element) }
        return index < endIndex && self[index] == element ? index : nil
    }
}
