// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// How one log record looks, as a line without its end.
struct LogLine {
    let time: String
    let level: String
    let message: String
    /// Names and values, in the order they are written.
    let details: [(name: String, value: String)]

    /// For people.
    var text: String {
        let tail = details.map { " \($0.name)=\($0.value.singleLine)" }.joined()
        return "\(time) \(level.padding(to: 8)) \(message.singleLine)\(tail)"
    }

    /// For programs.
    var json: String { String(decoding: document.serialized(), as: UTF8.self) }

    private var document: JSONValue {
        let fixed: [(String, JSONValue)] = [
            ("time", .string(time)), ("level", .string(level)), ("message", .string(message)),
        ]
        let taken = Set(fixed.map(\.0))
        let extra = details.map { detail in
            (
                taken.contains(detail.name) ? "metadata.\(detail.name)" : detail.name,
                JSONValue.string(detail.value)
            )
        }
        return .object(JSONObject(members: fixed + extra))
    }
}

extension String {
    /// Text that a peer or a node chose, for a terminal: no line breaks and no terminal commands.
    var singleLine: String {
        String(
            unicodeScalars.map { scalar in
                scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
                    ? " " : Character(scalar)
            })
    }
}
