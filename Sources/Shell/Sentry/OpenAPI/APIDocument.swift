// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Primitives

/// The description of the API for programs, as `/openapi.json` answers it.
///
/// It says what the routes do, and tests hold them to it: whatever a test of a route sends or gets
/// is compared with this.
///
/// - Source: OpenAPI 3.1.0.
struct APIDocument: Sendable {
    /// Where it is.
    static let path = "/openapi.json"
    /// Which version of OpenAPI it is written in.
    static let version = "3.1.0"

    let descriptions: [RouteDescription]
    let access: AccessTable
    /// The version of this program.
    let programVersion: String

    init(_ configuration: SentryConfiguration, access: AccessTable = .api) {
        descriptions = RouteDescriptions(limits: configuration.limits).all
        self.access = access
        programVersion = configuration.version
    }

    /// The route that answers this document, which is written once.
    var route: Route {
        let reply = APIReply(json: json).fixed
        return Route(.get, Self.path, isTagged: true) { _ in reply }
    }

    var json: JSONValue {
        [
            "openapi": .string(Self.version),
            "info": [
                "title": "Outpace validator node", "version": .string(programVersion),
                "description":
                    "The routes and their shapes follow AdEx v4. What they mean is in docs/API.md.",
                "license": ["name": "Apache License 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "tags": .array(RouteDescription.Topic.allCases.map { ["name": .string($0.rawValue)] }),
            "paths": paths,
            "components": [
                "securitySchemes": ["token": Self.token],
                "responses": .object(JSONObject(members: SharedAnswer.allCases.map(\.member))),
                "schemas": .object(
                    JSONObject(
                        members: SharedSchema.allCases.map { ($0.rawValue, $0.schema.json) })),
            ],
        ]
    }

    private static let token: JSONValue = [
        "type": "http", "scheme": "bearer", "bearerFormat": "EWT",
        "description": "An Ethereum web token; docs/API.md says how to make one.",
    ]

    /// The methods of each path.
    private var paths: JSONValue {
        var order: [String] = []
        var methods: [String: [(String, JSONValue)]] = [:]
        for description in descriptions {
            let path = description.template
            if methods[path] == nil { order.append(path) }
            let method = description.method.rawValue.lowercased()
            methods[path, default: []].append((method, operation(description)))
        }
        return .object(
            JSONObject(
                members: order.map { ($0, .object(JSONObject(members: methods[$0] ?? []))) }))
    }

    private func operation(_ description: RouteDescription) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("operationId", .string(description.name)),
            ("tags", [.string(description.topic.rawValue)]),
            ("summary", .string(description.summary)),
            ("security", security(description)),
            ("parameters", .array(description.parameters.map(\.json))),
        ]
        if let body = description.body {
            members.append(
                ("requestBody", ["required": true, "content": body.content]))
        }
        members.append(("responses", description.responses))
        return .object(JSONObject(members: members))
    }

    /// A token may be sent to any route; where not everybody is let in it must be.
    private func security(_ description: RouteDescription) -> JSONValue {
        let row = access.rows.first {
            $0.method == description.method && $0.path == description.path
        }
        let isOpen = row?.audience.contains(.anyone) ?? false
        return isOpen ? [[:], ["token": []]] : [["token": []]]
    }
}

extension RouteDescription {
    /// The path with its parameters in braces.
    var template: String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.first == ":" ? "{\(segment.dropFirst())}" : String(segment)
        }.joined(separator: "/")
    }

    /// A name for the operation in programs that are made of the document.
    var name: String {
        let words = path.split { !$0.isLetter }
        return method.rawValue.lowercased()
            + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// All answers, by status.
    fileprivate var responses: JSONValue {
        var members = answers.map { ($0.status, $0.json(isTagged: isTagged && $0.status == 200)) }
        for shared in SharedAnswer.allCases
        where shared != .notModified || isTagged {
            guard !answers.contains(where: { $0.status == shared.status }) else { continue }
            members.append((shared.status, ["$ref": .string(shared.reference)]))
        }
        return .object(
            JSONObject(members: members.sorted { $0.0 < $1.0 }.map { ("\($0.0)", $0.1) }))
    }
}

extension RouteDescription.Answer {
    fileprivate func json(isTagged: Bool) -> JSONValue {
        var members: [(String, JSONValue)] = [("description", .string(text))]
        if isTagged { members.append(("headers", ["ETag": ["schema": JSONSchema.text().json]])) }
        members.append(("content", body.content))
        return .object(JSONObject(members: members))
    }
}

extension JSONSchema {
    /// As the only form of a body.
    var content: JSONValue { ["application/json": ["schema": json]] }
}
