// This source file is part of the Outpace project. License: see LICENSE.

/// What happened to an ad, or to its campaign.
public enum EventType: UInt8, CaseIterable, Hashable, Sendable {
    /// The ad was shown.
    case impression = 1
    /// The ad was clicked.
    case click = 2
    /// The advertiser ends the campaign early and takes what nobody has earned.
    case close = 3

    /// The types that have a price.
    public static let priced: [EventType] = [.impression, .click]

    /// The name in JSON.
    public var name: String {
        switch self {
        case .impression: "IMPRESSION"
        case .click: "CLICK"
        case .close: "CLOSE"
        }
    }

    /// Reads the name in JSON, octet by octet; nil for any other text.
    public init?(name: some StringProtocol) {
        guard let type = Self.allCases.first(where: { $0.name.utf8.elementsEqual(name.utf8) })
        else { return nil }
        self = type
    }
}
