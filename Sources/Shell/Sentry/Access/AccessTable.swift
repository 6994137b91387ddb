// This source file is part of the Outpace project. License: see LICENSE.

/// Who may use which route: the one place that says so. What is not in it, nobody may use.
struct AccessTable: Sendable {
    /// Who may use a route; several of them together are each enough.
    enum Audience: String, Hashable, Sendable {
        /// Everybody; a token that is sent must be good all the same.
        case anyone
        /// Everybody with a token.
        case session
        /// The validators of the channel that the path names.
        case validator
        /// The creator of the channel that the path names.
        case creator
        /// The one whose address the path has for `:user`.
        case user

        /// In words.
        var text: String {
            switch self {
            case .anyone: "anyone"
            case .session: "anyone with a token"
            case .validator: "a validator of the channel"
            case .creator: "the channel's creator"
            case .user: "that user"
            }
        }
    }

    /// One route and who may use it.
    struct Row: Sendable {
        let method: APIRequest.Method
        let path: String
        var audience: [Audience]

        init(_ method: APIRequest.Method, _ path: String, _ audience: Audience...) {
            self.method = method
            self.path = path
            self.audience = audience
        }
    }

    let rows: [Row]

    /// The routes of the API.
    static let api = AccessTable(rows: [
        Row(.post, "/channel", .anyone),
        Row(.post, "/channel/validate", .anyone),
        Row(.get, "/channel/list", .anyone),
        Row(.get, "/channel/:id/status", .anyone),
        Row(.get, "/channel/:id/tree", .anyone),
        Row(.get, "/channel/:id/proof/:address", .anyone),
        Row(.get, "/channel/:id/last-approved", .anyone),
        Row(.get, "/channel/:id/state/:sequence", .anyone),
        Row(.get, "/channel/:id/validator-messages", .anyone),
        Row(.get, "/channel/:id/validator-messages/:address", .anyone),
        Row(.get, "/channel/:id/validator-messages/:address/:types", .anyone),
        Row(.post, "/channel/:id/validator-messages", .validator),
        Row(.get, "/channel/:id/evidence", .anyone),
        Row(.post, "/channel/events", .anyone),
        Row(.post, "/channel/:id/events", .anyone),
        Row(.get, "/channel/:id/events/:user", .user, .validator),
        Row(.get, "/channel/:id/events-aggregates", .session),
        Row(.get, "/analytics", .anyone),
        Row(.get, "/analytics/for-publisher", .session),
        Row(.get, "/analytics/for-publisher/:id", .session),
        Row(.get, "/analytics/for-advertiser", .session),
        Row(.get, "/analytics/:id", .creator),
        Row(.get, "/bids", .anyone),
        Row(.get, "/livez", .anyone),
        Row(.get, "/healthz", .anyone),
        Row(.get, "/readyz", .anyone),
        Row(.get, "/version", .anyone),
        Row(.get, "/cfg", .anyone),
        Row(.get, "/peers", .anyone),
        Row(.get, APIDocument.path, .anyone),
    ])

    /// Who may use a route; nobody when it has no row.
    func audience(of route: Route) -> [Audience] {
        rows.first { $0.method == route.method && $0.path == route.path }?.audience ?? []
    }

    /// The table as documents have it.
    var markdown: String {
        let lines = rows.map { row in
            let audience = row.audience.map(\.text).joined(separator: ", or ")
            return "| \(row.method.rawValue) `\(row.path)` | \(audience) |"
        }
        return (["| Route | Who may use it |", "|---|---|"] + lines).joined(separator: "\n") + "\n"
    }
}
