// This source file is part of the Outpace project. License: see LICENSE.

/// A subset of a channel's validators, by index in `validators[]`: at most 25, so one word holds it.
package struct ValidatorSet: Hashable, Sendable {
    /// The most validators a channel has; the bound of the on-chain contract.
    package static let validatorLimit = 25

    /// No validator.
    package static let empty = ValidatorSet(bits: 0)

    /// Bit i stands for validators[i].
    package private(set) var bits: UInt32

    /// Makes a set of a bitmap; bits past the limit are dropped.
    package init(bits: UInt32) { self.bits = bits & (1 << UInt32(Self.validatorLimit) - 1) }

    /// How many validators are in the set.
    package var count: Int { bits.nonzeroBitCount }

    /// Whether two thirds of so many validators are in the set.
    package func isSupermajority(of validators: Int) -> Bool { 3 * count >= 2 * validators }

    /// Whether nobody is in the set.
    package var isEmpty: Bool { bits == 0 }

    /// The lowest index in it; nil when it is empty.
    package var first: Int? { bits == 0 ? nil : bits.trailingZeroBitCount }

    /// Whether validators[index] is in the set.
    package func contains(_ index: Int) -> Bool {
        (0..<Self.validatorLimit).contains(index) && bits >> UInt32(index) & 1 == 1
    }

    /// Adds validators[index]; an index past the limit is a bug of the caller.
    package mutating func insert(_ index: Int) {
        precondition((0..<Self.validatorLimit).contains(index), "validator index \(index)")
        bits |= 1 << UInt32(index)
    }

    /// Takes validators[index] out.
    package mutating func remove(_ index: Int) {
        precondition((0..<Self.validatorLimit).contains(index), "validator index \(index)")
        bits &= ~(1 << UInt32(index))
    }

    /// Adds everyone in `other`.
    package mutating func formUnion(_ other: ValidatorSet) { bits |= other.bits }

    /// The indices in the set, ascending.
    package var indices: [Int] { (0..<Self.validatorLimit).filter(contains) }
}
