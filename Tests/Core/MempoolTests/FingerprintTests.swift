// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives
import Testing

struct FingerprintTests {
    private func digest(_ words: (UInt64, UInt64, UInt64, UInt64)) -> Digest {
        Digest(words: words)
    }

    @Test(arguments: 0..<4)
    func `a carry runs through all words above it`(word: Int) {
        var words: [UInt64] = [7, .max, .max, .max]
        for above in 0..<4 where above > word { words[above] = 0 }
        if word < 3 { words[word] = word == 0 ? 7 : .max }
        var sum = Fingerprint(digest((words[0], words[1], words[2], words[3])))
        let one: [UInt64] = (0..<4).map { $0 == word ? 1 : 0 }
        sum += Fingerprint(digest((one[0], one[1], one[2], one[3])))
        #expect(sum.digest == digest((8, 0, 0, 0)))
    }

    @Test func `the sum wraps at 2 to the power of 256`() {
        var sum = Fingerprint(digest((.max, .max, .max, .max)))
        sum += Fingerprint(digest((0, 0, 0, 1)))
        #expect(sum == .zero)
    }

    @Test func `what is added and taken back leaves nothing`() {
        var generator = SeededGenerator(seed: 8)
        let terms = (0..<500).map { _ in
            Fingerprint(
                digest((generator.next(), generator.next(), generator.next(), generator.next()))
            )
        }
        var sum = Fingerprint.zero
        for term in terms { sum += term }
        for term in terms.shuffled(using: &generator) { sum -= term }
        #expect(sum == .zero)
    }

    @Test func `taking one from nothing borrows through all words`() {
        var sum = Fingerprint.zero
        sum -= Fingerprint(digest((0, 0, 0, 1)))
        #expect(sum.digest == digest((.max, .max, .max, .max)))
    }
}
