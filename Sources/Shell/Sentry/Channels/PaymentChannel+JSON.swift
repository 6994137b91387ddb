// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace
import Primitives

extension PaymentChannel {
    /// What sentries say of a channel. In a description that somebody posts it means nothing, and
    /// handed on it would be taken for our word.
    private static let sentryKeys = ["id", "exhausted", "targetingRules"]

    /// The description as it was received, with the id.
    ///
    /// The id commits to the octets of the spec, so these are passed on as they are: what a client
    /// reads here hashes to the same id.
    var publicJSON: JSONValue { .object(JSONObject(members: publicMembers)) }

    /// The description with AdEx's `exhausted`, empty, or true for each validator, and with the
    /// `targetingRules` that took the place of the spec's.
    func publicJSON(isExhausted: Bool, rulesText: Bytes?) -> JSONValue {
        let marks = isExhausted ? validators.map { _ in JSONValue.bool(true) } : []
        let rules = rulesText.flatMap { try? JSONParser.parse($0, limits: .standard) }
        return .object(
            JSONObject(
                members: publicMembers + [("exhausted", .array(marks))]
                    + (rules.map { [("targetingRules", $0)] } ?? [])))
    }

    private var publicMembers: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("id", .string(id.description))]
        guard let object = try? JSONParser.parse(json, limits: .standard).object else {
            return members
        }
        for key in object.keys where !Self.sentryKeys.contains(key) {
            guard let raw = object.compactRaw(key) else { continue }
            members.append((key, .verbatim(raw)))
        }
        return members
    }
}

extension JSONValue {
    /// JSON that was parsed before, to be printed octet by octet: a number's text is printed as it
    /// is.
    static func verbatim(_ text: Bytes) -> JSONValue {
        .number(String(decoding: text, as: UTF8.self))
    }
}
