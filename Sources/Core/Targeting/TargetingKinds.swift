// This source file is part of the Outpace project. License: see LICENSE.

/// Kinds of values: what a function takes, what an expression can yield.
package struct TargetingKinds: OptionSet, Hashable, Sendable {
    /// `true` or `false`.
    package static let bool = TargetingKinds(rawValue: 1)
    /// A whole number of 64 bits with a sign.
    package static let number = TargetingKinds(rawValue: 2)
    /// A whole number of 256 bits without one.
    package static let bigNumber = TargetingKinds(rawValue: 4)
    /// A text.
    package static let string = TargetingKinds(rawValue: 8)
    /// A list.
    package static let array = TargetingKinds(rawValue: 16)
    /// No value: what remains of a function that is called for its effect.
    package static let nothing = TargetingKinds(rawValue: 32)

    /// Both kinds of numbers.
    package static let numeric: TargetingKinds = [.number, .bigNumber]
    /// Every value.
    package static let anything: TargetingKinds = [.bool, .numeric, .string, .array]
    /// Every value, or none.
    package static let whatever: TargetingKinds = [.anything, .nothing]

    /// One bit for each kind.
    package let rawValue: UInt8

    /// Takes the bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Those that can be compared with one of these for equality: both kinds of numbers count as
    /// one.
    var comparable: TargetingKinds { isDisjoint(with: .numeric) ? self : union(.numeric) }

    /// For messages: "a number or a big number".
    package var text: String {
        if self == .anything { return "any value" }
        let names: [(TargetingKinds, String)] = [
            (.bool, "true or false"), (.number, "a number"), (.bigNumber, "a big number"),
            (.string, "a text"), (.array, "a list"), (.nothing, "nothing"),
        ]
        return names.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
    }
}
