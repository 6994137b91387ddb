// This source file is part of the Outpace project. License: see LICENSE.

/// What a rule can set, and read again.
public enum TargetingOutputVariable: String, CaseIterable, Hashable, Sendable {
    /// Whether the ad is shown, and the event paid.
    case show
    /// How likely the ad is chosen among others of the same price.
    case boost
    /// What an impression costs.
    case impressionPrice = "price.IMPRESSION"
    /// What a click costs.
    case clickPrice = "price.CLICK"

    /// Finds a variable, octet by octet.
    init?(name: String) {
        guard let variable = Self.allCases.first(where: { $0.name.utf8.elementsEqual(name.utf8) })
        else { return nil }
        self = variable
    }

    /// The name in rules.
    public var name: String { rawValue }

    /// What its value is, where it has one.
    public var kind: TargetingKinds {
        switch self {
        case .show: .bool
        case .boost: .number
        case .impressionPrice, .clickPrice: .bigNumber
        }
    }

    /// What it may be set to: a price takes both kinds of numbers.
    var accepts: TargetingKinds { kind == .bigNumber ? .numeric : kind }
}
