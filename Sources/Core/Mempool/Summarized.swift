// This source file is part of the Outpace project. License: see LICENSE.

/// A quantity that a sorted set keeps the sum of, for itself and for every node of its tree.
public protocol SetSummary: Hashable, Sendable {
    /// The sum over no elements.
    static var zero: Self { get }
    /// Adds the sum over other elements.
    static func += (sum: inout Self, term: Self)
    /// Takes back out a sum that was added.
    static func -= (sum: inout Self, term: Self)
}

/// An element of a sorted set and what it adds to the sum.
public protocol Summarized: Comparable, Sendable {
    /// What is summed up.
    associatedtype Summary: SetSummary
    /// What this element adds; the number of elements is kept in any case.
    var summary: Summary { get }
    /// How many elements a leaf, and how many children an inner node holds at most; at least 8.
    static var nodeCapacity: Int { get }
}

extension Summarized {
    /// Measured best for elements of 32 to 40 octets.
    public static var nodeCapacity: Int { 64 }
}

/// The summary of elements whose number is all that matters.
public struct NoSummary: SetSummary {
    /// The only value.
    public static var zero: NoSummary { NoSummary() }
    /// Adds nothing.
    public static func += (sum: inout NoSummary, term: NoSummary) {}
    /// Takes nothing away.
    public static func -= (sum: inout NoSummary, term: NoSummary) {}
}

extension Fingerprint: SetSummary {}
