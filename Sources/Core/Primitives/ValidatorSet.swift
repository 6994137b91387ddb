// This source file is part of the Outpace project. License: see LICENSE.

/// A subset of a channel's validators, by index in `validators[]`: at most 25, so one word holds it.
public struct ValidatorSet: Hashable, Sendable {
    /// The most validators a channel has; the bound of the on-chain contract.
    public static let validatorLimit = 25

    /// No validator.
    public static let empty = ValidatorSet(bits: 0)

    /// Bit i stands for validators[i].
    public private(set) var bits: UInt32

    /// Makes a set of a bitmap; bits past the limit are dropped.
    public init(bits: UInt32) { self.bits = bits & (1 << UInt32(Self.validatorLimit) - 1) }

    /// How many validators are in the set.
    public var count: Int { bits.nonzeroBitCount }

    /// Whether two thirds of so many validators are in the set.
    public func isSupermajority(of validators: Int) -> Bool { 3 * count >= 2 * validators }

    /// Whether nobody is in the set.
    public var isEmpty: Bool { bits == 0 }

    /// The lowest index in it; nil when it is empty.
    public var first: Int? { bits == 0 ? nil : bits.trailingZeroBitCount }

    /// Whether validators[index] is in the set.
    public func contains(_ index: Int) -> Bool {
        (0..<Self.validatorLimit).contains(index) && bits >> UInt32(index) & 1 == 1
    }

    /// Adds validators[index]; an index past the limit is a bug of the caller.
    public mutating func insert(_ index: Int) {
        precondition((0..<Self.validatorLimit).contains(index), "validator index \(index)")
        bits |= 1 << UInt32(index)
    }

    /// Takes validators[index] out.
    public mutating func remove(_ index: Int) {
        precondition((0..<Self.validatorLimit).contains(index), "validator index \(index)")
        bits &= ~(1 << UInt32(index))
    }

    /// Adds everyone in `other`.
    public mutating func formUnion(_ other: ValidatorSet) { bits |= other.bits }

    /// The indices in the set, ascending.
    public var indices: [Int] { (0..<Self.validatorLimit).filter(contains) }
}
