// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Testing

@testable import Sentry

extension APIReply {
    /// The body as JSON.
    var json: JSONValue {
        get throws { try JSONParser.parse(body, limits: .standard) }
    }

    /// What lies at a path of keys and indices, for example `lastApproved.newState.msg`.
    func value(_ path: String) throws -> JSONValue? {
        var value: JSONValue? = try json
        for part in path.split(separator: ".") {
            if let index = Int(part), let array = value?.array {
                value = array.indices.contains(index) ? array[index] : nil
            } else {
                value = value?.object?[String(part)]
            }
        }
        return value
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
