// This source file is part of the Outpace project. License: see LICENSE.

extension RandomAccessCollection {
    /// The first index whose element a predicate holds for, when it holds for none before some element
    /// and for all from there on; the end when it holds for none. O(log n).
    @inlinable
    public func partitioningIndex(
        where isAfter: (Element) throws -> Bool
    ) rethrows -> Index {
        var start = startIndex
        var count = self.count
        while count > 0 {
            let half = count / 2
            let middle = index(start, offsetBy: half)
            if try isAfter(self[middle]) {
                count = half
            } else {
                start = index(after: middle)
                count -= half + 1
            }
        }
        return start
    }
}
