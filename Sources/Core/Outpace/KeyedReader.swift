// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Primitives

/// Reads the members of one JSON object; every fault names the path of the key.
struct KeyedReader {
    let object: JSONObject
    let path: String

    init(_ value: JSONValue, path: String) throws(ChannelFault) {
        guard let object = value.object else {
            throw .invalid(path, found: value, allowed: "an object")
        }
        self.object = object
        self.path = path
    }

    func path(_ key: String) -> String { "\(path).\(key)" }

    func refuseKeys(otherThan allowed: [String]) throws(ChannelFault) {
        for key in object.keys where !allowed.contains(where: { $0.utf8.elementsEqual(key.utf8) }) {
            let name = key.prefix(ChannelLimits.quoteLimit)
            throw ChannelFault(
                .unknownKey, at: "\(path).\(name)",
                message: "\(path): unknown key \"\(name)\"; "
                    + "allowed: \(allowed.joined(separator: ", "))"
            )
        }
    }

    func required(_ key: String, allowed: String) throws(ChannelFault) -> JSONValue {
        guard let value = object[key] else {
            throw ChannelFault(
                .missingKey, at: path(key), message: "\(path(key)) is missing; expected \(allowed)"
            )
        }
        return value
    }

    func optionalString(_ key: String) throws(ChannelFault) -> String? {
        guard let value = object[key] else { return nil }
        guard let text = value.string else {
            throw .invalid(path(key), found: value, allowed: "a string")
        }
        return text
    }

    /// A whole number, or `fallback` when the key is absent.
    func integer(
        _ key: String, in range: ClosedRange<UInt64>, unit: String, fallback: UInt64
    ) throws(ChannelFault) -> UInt64 {
        guard let value = object[key] else { return fallback }
        guard let number = value.uint64, range.contains(number) else {
            throw .invalid(
                path(key), found: value,
                allowed: "a whole number from \(range.lowerBound) to \(range.upperBound) (\(unit))"
            )
        }
        return number
    }

    func integer(_ key: String, unit: String) throws(ChannelFault) -> UInt64 {
        let allowed = "a whole number of \(unit) since 1970"
        let value = try required(key, allowed: allowed)
        guard let number = value.uint64 else {
            throw .invalid(path(key), found: value, allowed: allowed)
        }
        return number
    }

    func optionalTime(_ key: String) throws(ChannelFault) -> Timestamp? {
        guard object[key] != nil else { return nil }
        return Timestamp(milliseconds: try integer(key, unit: "milliseconds"))
    }

    /// A string of decimal digits below 2^256.
    func amount(_ key: String) throws(ChannelFault) -> Amount {
        let allowed = "a string of decimal digits, at most 2^256 - 1"
        let value = try required(key, allowed: allowed)
        guard let text = value.string, let amount = Amount(decimal: text) else {
            throw .invalid(path(key), found: value, allowed: allowed)
        }
        return amount
    }

    func optionalAmount(_ key: String) throws(ChannelFault) -> Amount? {
        object[key] == nil ? nil : try amount(key)
    }

    /// An address; `refusal` is AdEx's text for one without its checksum, nil accepts lower case.
    func address(_ key: String, refusal: String?) throws(ChannelFault) -> Address {
        let allowed = "0x and 40 hexadecimal digits"
        let value = try required(key, allowed: allowed)
        guard let text = value.string, text.utf8.count == 42, text.hasPrefix("0x"),
            let address = Address(hex: text)
        else { throw .invalid(path(key), found: value, allowed: allowed) }
        if text.utf8.elementsEqual(address.checksummed.utf8) { return address }
        let isMixed = text.utf8.contains { (0x41...0x46).contains($0) }
        if refusal == nil, !isMixed { return address }
        throw ChannelFault(
            .invalidValue, at: path(key),
            message: refusal ?? "\(path(key)): the checksum of \(text) is wrong",
            detail: "\(path(key)): found \(text); "
                + "with its EIP-55 checksum it is \(address.checksummed)"
        )
    }

    /// An array, or nothing when the key is absent.
    func array(_ key: String) throws(ChannelFault) -> [JSONValue] {
        guard let value = object[key] else { return [] }
        guard let elements = value.array else {
            throw .invalid(path(key), found: value, allowed: "an array")
        }
        return elements
    }

    /// An array of objects, or nothing when the key is absent.
    func objects(_ key: String) throws(ChannelFault) -> [JSONValue] {
        let elements = try array(key)
        for (index, element) in elements.enumerated() where element.object == nil {
            throw .invalid("\(path(key))[\(index)]", found: element, allowed: "an object")
        }
        return elements
    }
}
