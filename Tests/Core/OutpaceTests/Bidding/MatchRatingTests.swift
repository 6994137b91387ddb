// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

struct MatchRatingTests {
    @Test(arguments: [(0, 0, 0), (0, 3, 0), (1, 3, 333), (2, 3, 666), (3, 3, 1000)])
    func `a rating is the score over the highest`(score: UInt64, highest: UInt64, result: UInt64) {
        #expect(MatchRating(score: score, highest: highest).promilles == result)
    }

    @Test func `a share is exact and rounded down`() {
        let third = MatchRating(score: 1, highest: 3)
        #expect(third.share(of: Amount(100)) == Amount(33))
        #expect(third.share(of: Amount(.max)) == Amount(.max / 3))
        #expect(third.share(of: .max) == Amount.max.divided(by: Amount(3)))
        #expect(MatchRating.full.share(of: .max) == .max)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `one word and four come to the same share`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let highest = UInt64.random(in: 1...6400, using: &generator)
            let score = UInt64.random(in: 0...highest, using: &generator)
            let amount = UInt64.random(in: 0...UInt64.max, using: &generator)
            let share = MatchRating(score: score, highest: highest).share(of: Amount(amount))
            let exact = Amount(amount).multiplied(by: Amount(score), dividedBy: Amount(highest))
            #expect(share == exact)
        }
    }
}
