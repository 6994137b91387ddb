// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// Why a channel's description is refused.
///
/// Where AdEx has a text for the refusal, `message` is that text, for the tools that know it.
public struct ChannelFault: Error, Hashable, Sendable {
    /// What kind of refusal this is.
    public enum Code: Hashable, Sendable {
        /// Not JSON; nothing else was looked at.
        case malformedJSON
        /// A key that must be there is not.
        case missingKey
        /// A key that means nothing here.
        case unknownKey
        /// A value of the wrong type, form or range.
        case invalidValue
        /// The values are right each by itself, but not together or not here and now.
        case refused
    }

    /// What kind of refusal this is.
    public let code: Code

    /// The key, from the top: `channel.spec.validators[1].fee`.
    public let path: String

    /// What is wrong, in one line.
    public let message: String

    /// What was found and what is allowed, when `message` is one of AdEx's texts; else empty.
    public let detail: String

    /// Makes a fault; `detail` is for what a fixed `message` leaves unsaid.
    public init(_ code: Code, at path: String, message: String, detail: String = "") {
        self.code = code
        self.path = path
        self.message = message
        self.detail = detail
    }

    static func malformed(_ error: JSONError) -> ChannelFault {
        ChannelFault(
            .malformedJSON, at: "channel", message: "channel is not JSON: \(error.message)"
        )
    }

    static func invalid(_ path: String, found: JSONValue, allowed: String) -> ChannelFault {
        ChannelFault(
            .invalidValue, at: path,
            message: "\(path): found \(quoted(found)); allowed: \(allowed)"
        )
    }

    /// What was found, short enough for a message.
    static func quoted(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): "\"\(text.prefix(ChannelLimits.quoteLimit))\""
        case .number(let text): String(text.prefix(ChannelLimits.quoteLimit))
        case .bool(let truth): String(truth)
        case .null, .array, .object: value.kind
        }
    }
}

extension ChannelFault: CustomStringConvertible {
    /// What was found and what is allowed, for people.
    public var description: String { detail.isEmpty ? message : "\(message) (\(detail))" }
}
