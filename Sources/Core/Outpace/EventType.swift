// This source file is part of the Outpace project. License: see LICENSE.

/// What happened to an ad.
package enum EventType: UInt8, CaseIterable, Hashable, Sendable {
    /// The ad was shown.
    case impression = 1
    /// The ad was clicked.
    case click = 2

    /// The name in JSON.
    package var name: String {
        switch self {
        case .impression: "IMPRESSION"
        case .click: "CLICK"
        }
    }

    /// Reads the name in JSON, octet by octet; nil for any other text.
    package init?(name: some StringProtocol) {
        guard let type = Self.allCases.first(where: { $0.name.utf8.elementsEqual(name.utf8) })
        else { return nil }
        self = type
    }
}
