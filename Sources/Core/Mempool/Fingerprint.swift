// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The sum of ids mod 2^256: equal sets have equal sums whatever the order, and a set's sum follows
/// from those of its parts, so the sum of any range of a tree costs O(log n).
public struct Fingerprint: Hashable, Sendable {
    /// The sum of no ids.
    public static var zero: Fingerprint { Fingerprint(0, 0, 0, 0) }

    private var word0: UInt64
    private var word1: UInt64
    private var word2: UInt64
    private var word3: UInt64

    /// Reads 32 octets as a big-endian number.
    public init(_ digest: Digest) { (word0, word1, word2, word3) = digest.words }

    /// Four words, the most significant first.
    init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
        self.word0 = word0
        self.word1 = word1
        self.word2 = word2
        self.word3 = word3
    }

    /// The sum as 32 octets, big-endian.
    public var digest: Digest { Digest(words: (word0, word1, word2, word3)) }

    /// Adds another sum.
    public static func += (sum: inout Fingerprint, term: Fingerprint) {
        let (low3, carry3) = sum.word3.addingReportingOverflow(term.word3)
        let (half2, first2) = sum.word2.addingReportingOverflow(term.word2)
        let (full2, second2) = half2.addingReportingOverflow(carry3 ? 1 : 0)
        let (half1, first1) = sum.word1.addingReportingOverflow(term.word1)
        let (full1, second1) = half1.addingReportingOverflow(first2 || second2 ? 1 : 0)
        sum.word3 = low3
        sum.word2 = full2
        sum.word1 = full1
        sum.word0 = sum.word0 &+ term.word0 &+ (first1 || second1 ? 1 : 0)
    }

    /// Takes a sum that was added back out.
    public static func -= (sum: inout Fingerprint, term: Fingerprint) {
        let (low3, borrow3) = sum.word3.subtractingReportingOverflow(term.word3)
        let (half2, first2) = sum.word2.subtractingReportingOverflow(term.word2)
        let (full2, second2) = half2.subtractingReportingOverflow(borrow3 ? 1 : 0)
        let (half1, first1) = sum.word1.subtractingReportingOverflow(term.word1)
        let (full1, second1) = half1.subtractingReportingOverflow(first2 || second2 ? 1 : 0)
        sum.word3 = low3
        sum.word2 = full2
        sum.word1 = full1
        sum.word0 = sum.word0 &- term.word0 &- (first1 || second1 ? 1 : 0)
    }
}
