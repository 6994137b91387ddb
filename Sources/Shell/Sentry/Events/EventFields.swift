// This source file is part of the Outpace project. License: see LICENSE.

import Access
import JSON
import Outpace
import Primitives
import ValidatorMessages
import Wire

/// The members of one submitted event; every fault names the key.
struct EventFields: Sendable {
    let object: JSONObject
    let path: String

    func fault(_ key: String, _ reason: String) -> APIFault {
        .badBody("\(path).\(key) \(reason)", key: "\(path).\(key)")
    }

    private func fault(_ key: String, found: JSONValue, allowed: String) -> APIFault {
        let quoted =
            switch found {
            case .string(let text): "\"\(text.excerpt)\""
            case .number(let text): text.excerpt
            default: found.kind
            }
        return fault(key, "is \(quoted); allowed: \(allowed)")
    }

    func refuseKeys(otherThan keys: [String]) throws(APIFault) {
        for key in object.keys where !keys.contains(where: { $0.utf8.elementsEqual(key.utf8) }) {
            throw .badBody(
                "\(path): unknown key \"\(key.excerpt)\"; "
                    + "allowed: \(keys.joined(separator: ", "))",
                key: "\(path).\(key.prefix(64))")
        }
    }

    func type() throws(APIFault) -> SubmittedType {
        let allowed = SubmittedType.allCases.map(\.rawValue).joined(separator: ", ")
        guard let value = object["type"] else {
            throw fault("type", "is missing; allowed: \(allowed)")
        }
        guard let name = value.string, let type = SubmittedType(name: name) else {
            throw fault("type", found: value, allowed: allowed)
        }
        return type
    }

    /// The channel of all events of the request, or the one that this event names.
    func channel(known: ChannelID?) throws(APIFault) -> ChannelID {
        if let known { return known }
        let allowed = "a channel's id, 64 hexadecimal digits"
        guard let value = object["channelId"] else {
            throw fault("channelId", "is missing; allowed: \(allowed)")
        }
        guard let text = value.string, let id = ChannelID(hex: text) else {
            throw fault("channelId", found: value, allowed: allowed)
        }
        return id
    }

    /// The rules that UPDATE_TARGETING brings, and nothing else may.
    func targetingRules(_ type: SubmittedType) throws(APIFault) -> JSONValue? {
        let rules = object["targetingRules"]
        guard type == .updateTargeting else {
            guard rules == nil else {
                throw fault("targetingRules", "may only stand in an UPDATE_TARGETING")
            }
            return nil
        }
        guard let rules else { throw fault("targetingRules", "is missing; allowed: an array") }
        guard rules.array != nil else {
            throw fault("targetingRules", found: rules, allowed: "an array")
        }
        return rules
    }

    /// Whether a member is given.
    func names(_ key: String) -> Bool { object[key].map { !$0.isNull } ?? false }

    func publisher() throws(APIFault) -> Address {
        guard let value = object["publisher"], !value.isNull else {
            throw fault("publisher", "is missing; an event without one could not be paid")
        }
        guard let text = value.string, let address = Address(hex: text) else {
            throw fault("publisher", found: value, allowed: "0x and 40 hexadecimal digits")
        }
        return address
    }

    /// The 20 octets of an address, or the octets of any other text.
    func user() throws(APIFault) -> Bytes? {
        guard let value = object["user"], !value.isNull else { return nil }
        let limit = StatementLimits.userByteLimit
        guard let text = value.string, (1...limit).contains(text.utf8.count) else {
            throw fault("user", found: value, allowed: "an address, or 1 to \(limit) bytes of text")
        }
        if let address = Address(hex: text) { return address.bytes }
        return Bytes(text.utf8)
    }

    /// A text whose length the record judges; empty when it is not given.
    func label(_ key: String) throws(APIFault) -> String {
        guard let value = object[key], !value.isNull else { return "" }
        guard let text = value.string else { throw fault(key, found: value, allowed: "a string") }
        return text
    }

    func occurredAt() throws(APIFault) -> Timestamp? {
        guard let value = object["occurredAt"], !value.isNull else { return nil }
        if let milliseconds = value.uint64 { return Timestamp(milliseconds: milliseconds) }
        if let text = value.string, let timestamp = ISO8601.timestamp(text) { return timestamp }
        throw fault(
            "occurredAt", found: value,
            allowed: "milliseconds since 1970, or a time like 2026-01-31T12:00:00.000Z")
    }

    func nonce() throws(APIFault) -> Bytes? {
        try octets("nonce", count: StatementLimits.nonceByteCount)
    }

    func userSignature() throws(APIFault) -> Bytes? {
        try octets("userSignature", count: StatementLimits.stateSignatureByteCount)
    }

    private func octets(_ key: String, count: Int) throws(APIFault) -> Bytes? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let text = value.string, let bytes = Hex.decode(text), bytes.count == count else {
            throw fault(key, found: value, allowed: "\(2 * count) hexadecimal digits")
        }
        return bytes
    }

    /// What a record's refusal means to who submitted it.
    static func message(_ error: WireError) -> String {
        switch error {
        case .overLimit(let field, let limit):
            "\(field) is too long; at most \(limit) bytes are allowed"
        default: "cannot be made into a record: \(error)"
        }
    }
}
