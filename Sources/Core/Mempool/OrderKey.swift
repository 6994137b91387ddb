// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// An event key as five words, in the same order as the key, so that the tree compares and sums
/// without a call into another module.
struct OrderKey: Comparable, Summarized {
    private let time: UInt64
    private let word0: UInt64
    private let word1: UInt64
    private let word2: UInt64
    private let word3: UInt64

    init(_ key: EventKey) {
        time = key.occurredAt.milliseconds
        (word0, word1, word2, word3) = key.id.digest.words
    }

    var key: EventKey {
        EventKey(occurredAt: Timestamp(milliseconds: time), id: id)
    }

    var id: EventID { EventID(Digest(words: (word0, word1, word2, word3))) }

    /// The id; the time an event occurred is part of what the id commits to.
    var summary: Fingerprint { Fingerprint(word0, word1, word2, word3) }

    static func < (left: OrderKey, right: OrderKey) -> Bool {
        if left.time != right.time { return left.time < right.time }
        if left.word0 != right.word0 { return left.word0 < right.word0 }
        if left.word1 != right.word1 { return left.word1 < right.word1 }
        if left.word2 != right.word2 { return left.word2 < right.word2 }
        return left.word3 < right.word3
    }
}
