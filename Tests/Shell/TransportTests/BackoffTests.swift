// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import Transport

struct BackoffTests {
    @Test(arguments: UInt64(0)..<20)
    func `pauses double from the first to the last, shortened by up to a half`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var backoff = Backoff(first: .seconds(1), last: .seconds(30))
        for bound in [1, 2, 4, 8, 16, 30, 30, 30] {
            let pause = backoff.next(using: &generator)
            #expect(pause <= .seconds(bound))
            #expect(pause > .seconds(bound) / 2)
        }
    }

    @Test func `a reset starts again with the first pause`() {
        var generator = SeededGenerator(seed: 1)
        var backoff = Backoff(first: .seconds(1), last: .seconds(30))
        for _ in 0..<5 { _ = backoff.next(using: &generator) }
        backoff.reset()
        #expect(backoff.next(using: &generator) <= .seconds(1))
    }

    @Test func `two generators do not dial in step`() {
        var left = SeededGenerator(seed: 1)
        var right = SeededGenerator(seed: 2)
        var backoff = Backoff(first: .seconds(1), last: .seconds(30))
        var other = backoff
        #expect(backoff.next(using: &left) != other.next(using: &right))
    }
}
