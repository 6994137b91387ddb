// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import SimulatedWorld

struct RecallTests {
    @Test func `what was not asked for during two generations is forgotten`() {
        var recall = Recall<Int>(limit: 2)
        for number in 0..<3 { recall.keep(number, of: [UInt8(number)]) }
        let before = [0, 2].map { recall.answer(to: [$0]) }
        #expect(before == [0, 2])
        // 0 was asked for and is of the newer generation by now, with 2; 1 is of the older.
        recall.keep(3, of: [3])
        let after = [0, 1, 3].map { recall.answer(to: [$0]) }
        #expect(after == [0, nil, 3])
    }

    @Test func `octets that are not the same are no answer`() {
        var recall = Recall<Int>(limit: 2)
        recall.keep(1, of: [1, 2])
        let answers = [[1], [1, 2, 0], []].map { recall.answer(to: $0) }
        #expect(answers == [nil, nil, nil])
    }
}
