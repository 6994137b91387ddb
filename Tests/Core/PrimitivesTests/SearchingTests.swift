// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

struct SearchingTests {
    @Test func `it is the first element that the predicate holds for`() {
        for count in 0...20 {
            let numbers = Array(0..<count)
            for first in 0...count {
                #expect(numbers.partitioningIndex { $0 >= first } == first)
            }
        }
    }

    @Test func `of a slice it is an index of the slice`() {
        let slice = [9, 9, 1, 2, 3, 9][2..<5]
        #expect(slice.partitioningIndex { $0 >= 0 } == 2)
        #expect(slice.partitioningIndex { $0 >= 3 } == 4)
        #expect(slice.partitioningIndex { $0 >= 4 } == 5)
        #expect(slice[3..<3].partitioningIndex { $0 >= 0 } == 3)
    }

    @Test func `of equal elements it is the first`() {
        #expect([1, 2, 2, 2, 3].partitioningIndex { $0 >= 2 } == 1)
        #expect([1, 2, 2, 2, 3].partitioningIndex { $0 > 2 } == 4)
    }

    @Test func `it looks at a logarithmic number of elements`() {
        var lookCount = 0
        let index = Array(0..<1_000_000).partitioningIndex { number in
            lookCount += 1
            return number >= 765_432
        }
        #expect(index == 765_432)
        #expect(lookCount <= 20)
    }

    @Test func `an element is found where it first stands, or not at all`() {
        let ascending = [1, 3, 3, 5]
        #expect((0...6).map { ascending.sortedIndex(of: $0) } == [nil, 0, nil, 1, nil, 3, nil])
        #expect(ascending[1..<3].sortedIndex(of: 3) == 1)
        #expect(ascending[1..<3].sortedIndex(of: 5) == nil)
        #expect([Int]().sortedIndex(of: 1) == nil)
    }
}
