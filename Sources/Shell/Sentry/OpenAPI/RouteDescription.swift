// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// What a route takes and answers.
struct RouteDescription: Sendable {
    /// One value of the path or the query.
    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path
            case query
        }

        let name: String
        let place: Place
        let text: String
        let schema: JSONSchema

        /// One value of the path.
        static func path(_ name: String, _ text: String, _ schema: JSONSchema) -> Parameter {
            Parameter(name: name, place: .path, text: text, schema: schema)
        }

        /// One value of the query, which may be left out.
        static func query(_ name: String, _ text: String, _ schema: JSONSchema) -> Parameter {
            Parameter(name: name, place: .query, text: text, schema: schema)
        }

        var json: JSONValue {
            [
                "name": .string(name), "in": .string(place.rawValue),
                "required": .bool(place == .path), "description": .string(text),
                "schema": schema.json,
            ]
        }
    }

    /// One status and what comes with it.
    struct Answer: Sendable {
        let status: Int
        let text: String
        let body: JSONSchema

        init(_ status: Int, _ text: String, _ body: JSONSchema) {
            self.status = status
            self.text = text
            self.body = body
        }
    }

    let method: APIRequest.Method
    /// The path as the route table has it.
    let path: String
    let topic: Topic
    let summary: String
    let parameters: [Parameter]
    /// What the body may be; nil for a route that reads none.
    let body: JSONSchema?
    /// Whether the answer 200 carries an entity tag.
    let isTagged: Bool
    /// What it answers besides what every route does.
    let answers: [Answer]

    init(
        _ method: APIRequest.Method, _ path: String, _ topic: Topic, _ summary: String,
        parameters: [Parameter] = [], body: JSONSchema? = nil, isTagged: Bool = false,
        answers: [Answer]
    ) {
        self.method = method
        self.path = path
        self.topic = topic
        self.summary = summary
        self.parameters = parameters
        self.body = body
        self.isTagged = isTagged
        self.answers = answers
    }

    /// What a route is about.
    enum Topic: String, CaseIterable, Sendable {
        case channels
        case states
        case messages
        case events
        case analytics
        case bids
        case node
    }
}

/// The descriptions of all routes, with the bounds that a node has.
struct RouteDescriptions: Sendable {
    let limits: SentryLimits

    var all: [RouteDescription] {
        channels + states + messages + events + records + analytics + bids + node
    }
}

extension RouteDescription.Parameter {
    static let channel = path("id", "The channel's id.", .shared(.anyChannelID))
}

extension RouteDescription.Answer {
    static let badRequest = Self(
        400, "The request is not of the described form.", .shared(.badRequest))
    static let noChannel = Self(
        404, "This node does not hold the channel.", .shared(.message))
}
