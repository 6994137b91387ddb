// This source file is part of the Outpace project. License: see LICENSE.

/// Kinds of values: what a function takes, what an expression can yield.
public struct TargetingKinds: OptionSet, Hashable, Sendable {
    /// `true` or `false`.
    public static let bool = TargetingKinds(rawValue: 1)
    /// A whole number of 64 bits with a sign.
    public static let number = TargetingKinds(rawValue: 2)
    /// A whole number of 256 bits without one.
    public static let bigNumber = TargetingKinds(rawValue: 4)
    /// A text.
    public static let string = TargetingKinds(rawValue: 8)
    /// A list.
    public static let array = TargetingKinds(rawValue: 16)
    /// No value: what remains of a function that is called for its effect.
    public static let nothing = TargetingKinds(rawValue: 32)

    /// Both kinds of numbers.
    public static let numeric: TargetingKinds = [.number, .bigNumber]
    /// Every value.
    public static let anything: TargetingKinds = [.bool, .numeric, .string, .array]
    /// Every value, or none.
    public static let whatever: TargetingKinds = [.anything, .nothing]

    /// One bit for each kind.
    public let rawValue: UInt8

    /// Takes the bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Those that can be compared with one of these for equality: both kinds of numbers count as
    /// one.
    var comparable: TargetingKinds { isDisjoint(with: .numeric) ? self : union(.numeric) }

    /// For messages: "a number or a big number".
    public var text: String {
        if self == .anything { return "any value" }
        let names: [(TargetingKinds, String)] = [
            (.bool, "true or false"), (.number, "a number"), (.bigNumber, "a big number"),
            (.string, "a text"), (.array, "a list"), (.nothing, "nothing"),
        ]
        return names.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
    }
}
