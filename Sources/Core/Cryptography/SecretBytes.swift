// This source file is part of the Outpace project. License: see LICENSE.

import CSodium
public import Primitives

/// Octets that must not outlive their use: keys, chaining keys, passwords.
///
/// Cannot be copied by accident, prints as `<secret>`, and is overwritten when it ends. Long-lived
/// keys are guarded: locked into memory (as far as the system allows), fenced by unreadable pages
/// and left out of core dumps. That costs several pages each, so the keys of sessions are not.
public struct SecretBytes: ~Copyable, Sendable {
    // Safety: the memory belongs to this value alone and is never written after the initialiser, so
    // borrows on several threads only read it.
    private nonisolated(unsafe) let start: UnsafeMutablePointer<UInt8>
    private let isGuarded: Bool

    /// The number of octets.
    public let count: Int

    /// Takes a copy; the caller's own array is not overwritten.
    public init(copying bytes: Bytes) {
        self.init(count: bytes.count) { $0.update(from: bytes, count: bytes.count) }
    }

    /// Takes a copy into guarded memory; for the few keys that live as long as the process.
    public init(guarding bytes: Bytes) {
        self.init(count: bytes.count, isGuarded: true) {
            $0.update(from: bytes, count: bytes.count)
        }
    }

    /// Makes `count` octets, all zero until `fill` has written them.
    init(
        count: Int, isGuarded: Bool = false, fill: (UnsafeMutablePointer<UInt8>) -> Void
    ) {
        Sodium.prepare()
        if isGuarded {
            guard let memory = sodium_malloc(count) else {
                preconditionFailure("no memory for \(count) guarded octets")
            }
            start = memory.bindMemory(to: UInt8.self, capacity: count)
        } else {
            start = .allocate(capacity: count)
        }
        self.isGuarded = isGuarded
        self.count = count
        start.initialize(repeating: 0, count: count)
        fill(start)
    }

    deinit {
        if isGuarded {
            sodium_free(start)
        } else {
            sodium_memzero(start, count)
            start.deallocate()
        }
    }

    /// Lends the octets; the buffer must not leave `body`.
    public borrowing func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Lends the octets to a C function; the pointer must not leave `body`.
    borrowing func withPointer<Result>(
        _ body: (UnsafePointer<UInt8>) -> Result
    ) -> Result {
        body(UnsafePointer(start))
    }

    /// A secret of its own holding the octets in `range`; a range past the end is a bug.
    public borrowing func piece(_ range: Range<Int>) -> SecretBytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count)")
        return SecretBytes(count: range.count) {
            $0.update(from: start + range.lowerBound, count: range.count)
        }
    }

    /// Whether both hold the same octets, in time that depends on the lengths alone.
    public borrowing func isEqual(to other: borrowing SecretBytes) -> Bool {
        count == other.count && sodium_memcmp(start, other.start, count) == 0
    }

    /// A copy that is not protected any more; for writing a key to its file and for tests.
    public borrowing func exportBytes() -> Bytes {
        Bytes(UnsafeBufferPointer(start: start, count: count))
    }

    /// Never the octets.
    public var description: String { "<secret>" }
}
