// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace
import Primitives

extension PaymentChannel {
    /// The description as it was received, with the id added when it lacks one.
    ///
    /// The id commits to the octets of the spec, so these are passed on as they are: what a client
    /// reads here hashes to the same id.
    var publicJSON: JSONValue {
        guard let value = try? JSONParser.parse(json, limits: .standard), let object = value.object
        else { return .null }
        var members: [(String, JSONValue)] = [("id", .string(id.description))]
        for key in object.keys where key != "id" {
            guard let raw = object.compactRaw(key) else { continue }
            members.append((key, .verbatim(raw)))
        }
        return .object(JSONObject(members: members))
    }
}

extension JSONValue {
    /// JSON that was parsed before, to be printed octet by octet: a number's text is printed as it
    /// is.
    static func verbatim(_ text: Bytes) -> JSONValue {
        .number(String(decoding: text, as: UTF8.self))
    }
}
