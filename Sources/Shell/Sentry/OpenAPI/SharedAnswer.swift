// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// Answers that every route may give.
enum SharedAnswer: Int, CaseIterable, Sendable {
    /// The client has what it asks for.
    case notModified = 304
    /// A token is bad, or missing, or of somebody who may not.
    case unauthorized = 401
    /// The body of the request is too long.
    case tooLong = 413
    /// The node is overloaded, or has trouble of its own.
    case busy = 503

    var status: Int { rawValue }

    /// Where the document has it.
    var reference: String { "#/components/responses/\(name)" }

    /// As the document has it.
    var member: (String, JSONValue) {
        var members: [(String, JSONValue)] = [("description", .string(text))]
        if let headers { members.append(("headers", headers)) }
        if let content { members.append(("content", content)) }
        return (name, .object(JSONObject(members: members)))
    }

    private var name: String {
        switch self {
        case .notModified: "NotModified"
        case .unauthorized: "Unauthorized"
        case .tooLong: "TooLong"
        case .busy: "Busy"
        }
    }

    private var text: String {
        switch self {
        case .notModified: "The client has it already, as its If-None-Match says."
        case .unauthorized:
            "The token is bad, which its body says; or there is none of somebody who may."
        case .tooLong: "The body of the request is too long."
        case .busy: "The node has trouble of its own, or more work than it can do now."
        }
    }

    private var headers: JSONValue? {
        let name: String
        switch self {
        case .notModified: name = "ETag"
        case .unauthorized: name = "WWW-Authenticate"
        case .tooLong: return nil
        case .busy: name = "Retry-After"
        }
        return .object(JSONObject(members: [(name, ["schema": JSONSchema.text().json])]))
    }

    private var content: JSONValue? {
        let json = JSONSchema.shared(.message)
        switch self {
        case .notModified: return nil
        case .unauthorized:
            return [
                "application/json": ["schema": json.json],
                "text/plain": ["schema": JSONSchema.choice(["Unauthorized"]).json],
            ]
        case .tooLong, .busy: return json.content
        }
    }
}
