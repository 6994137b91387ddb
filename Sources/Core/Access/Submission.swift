// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What may be submitted as an event: what happened to an ad, or what the channel's creator wants.
public enum SubmittedType: String, CaseIterable, Hashable, Sendable {
    /// The ad was shown.
    case impression = "IMPRESSION"
    /// The ad was clicked.
    case click = "CLICK"
    /// The channel is to end and the rest to go back to its creator.
    case close = "CLOSE"
    /// The channel gets other targeting rules.
    case updateTargeting = "UPDATE_TARGETING"

    /// Whether it tells the node to do something, rather than what a publisher is paid for.
    public var isCommand: Bool {
        switch self {
        case .impression, .click: false
        case .close, .updateTargeting: true
        }
    }

    /// Reads the name in JSON, octet by octet; nil for any other text.
    public init?(name: some StringProtocol) {
        guard let type = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) })
        else { return nil }
        self = type
    }
}

/// Who submits events, as far as is known.
public struct Submitter: Hashable, Sendable {
    /// Who proved to be who; nil without a token.
    public var uid: Address?
    /// Where the request comes from.
    public var client: ClientAddress?
    /// The country that the request says a proxy found, two letters; `XX` when it found none. Anybody
    /// may write it, so it only ever counts against a request.
    public var country: String?
    /// Whether one of our proxies said so.
    public var isCountrySeen = false
    /// The page that the request says it comes from.
    public var referrer: String?

    /// Nobody known from nowhere.
    public init() {}

    /// Where one of our proxies found the client to be, two capital letters; nil when none knows.
    public var seenCountry: String? {
        guard isCountrySeen, let country = country?.uppercased(), country.utf8.count == 2,
            country.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { return nil }
        return country == "XX" ? nil : country
    }

    /// Where the client of an event is: whoever proves who it is may post for others, who are elsewhere.
    public var seenCountryOfClient: String? { uid == nil ? seenCountry : nil }

    /// Whether nothing is taken from there: a country that cannot be told, or a page on the
    /// developer's own machine.
    ///
    /// - Source: AdEx v4 event submission.
    var isRestricted: Bool {
        if let country, country.uppercased() == "XX" { return true }
        guard let referrer, let host = Self.host(of: referrer) else { return false }
        return ["localhost", "127.0.0.1", "[::1]"].contains(host.lowercased())
    }

    /// The host of a URL; nil when it has none, which is no fault.
    private static func host(of url: String) -> String? {
        guard let start = url.firstRange(of: "://")?.upperBound else { return nil }
        var authority = url[start...].prefix { !["/", "?", "#", "\\"].contains($0) }
        if let at = authority.lastIndex(of: "@") {
            authority = authority[authority.index(after: at)...]
        }
        if authority.first == "[", let end = authority.firstIndex(of: "]") {
            return String(authority[...end])
        }
        let host = authority.prefix { $0 != ":" }
        return host.isEmpty ? nil : String(host)
    }
}
