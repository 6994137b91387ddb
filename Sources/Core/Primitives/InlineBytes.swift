// This source file is part of the Outpace project. License: see LICENSE.

/// At most 47 octets, held in the value itself: a name that is hashed, compared and handed on for every
/// message costs no allocation, no count of references and no look elsewhere in memory.
///
/// Ordered as unsigned octets, a shorter one before those that begin with it.
public struct InlineBytes: Hashable, Comparable, Sendable {
    /// The most octets that fit.
    public static let capacity = 47

    // The octets from the most significant one of `word0` on, then zeros; their count is the least
    // significant octet of `word5`. So the order of the words is that of the octets.
    private let word0: UInt64
    private let word1: UInt64
    private let word2: UInt64
    private let word3: UInt64
    private let word4: UInt64
    private let word5: UInt64

    private typealias Words = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

    /// Holds octets; nil when there are more than `capacity`.
    public init?(_ bytes: some Collection<UInt8>) { self.init(bytes, EmptyCollection()) }

    /// Holds two runs of octets as one; nil when there are more than `capacity`.
    public init?(_ head: some Collection<UInt8>, _ tail: some Collection<UInt8>) {
        let (headCount, count) = (head.count, head.count + tail.count)
        guard count <= Self.capacity else { return nil }
        var words: Words = (0, 0, 0, 0, 0, 0)
        // Safety: the buffer has 48 octets and is only used inside the call.
        withUnsafeMutableBytes(of: &words) { buffer in
            buffer.copyBytes(from: head)
            UnsafeMutableRawBufferPointer(rebasing: buffer[headCount...]).copyBytes(from: tail)
            buffer[Self.capacity] = UInt8(count)
        }
        word0 = UInt64(bigEndian: words.0)
        word1 = UInt64(bigEndian: words.1)
        word2 = UInt64(bigEndian: words.2)
        word3 = UInt64(bigEndian: words.3)
        word4 = UInt64(bigEndian: words.4)
        word5 = UInt64(bigEndian: words.5)
    }

    /// How many octets there are.
    public var count: Int { Int(word5 & 0xff) }

    /// The octet at a place; one past the last is a bug of the caller.
    public subscript(place: Int) -> UInt8 {
        precondition((0..<count).contains(place), "octet \(place) of \(count)")
        return withUnsafeBytes { $0[place] }
    }

    /// The octets.
    public var bytes: Bytes { withUnsafeBytes { Bytes($0) } }

    /// Calls `body` with the octets.
    public func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        let words: Words = (
            word0.bigEndian, word1.bigEndian, word2.bigEndian, word3.bigEndian, word4.bigEndian,
            word5.bigEndian
        )
        // Safety: the buffer is only read inside the call, and holds as many octets as are counted.
        return try Swift.withUnsafeBytes(of: words) { buffer in
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Hashes the octets.
    public func hash(into hasher: inout Hasher) {
        // Safety: the buffer is only read inside the call. One combination instead of six.
        Swift.withUnsafeBytes(of: self) { hasher.combine(bytes: $0) }
    }

    /// By their octets, as unsigned numbers.
    public static func < (left: InlineBytes, right: InlineBytes) -> Bool {
        if left.word0 != right.word0 { return left.word0 < right.word0 }
        if left.word1 != right.word1 { return left.word1 < right.word1 }
        if left.word2 != right.word2 { return left.word2 < right.word2 }
        if left.word3 != right.word3 { return left.word3 < right.word3 }
        if left.word4 != right.word4 { return left.word4 < right.word4 }
        return left.word5 < right.word5
    }
}
