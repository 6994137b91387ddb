// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// Compares JSON with those parts of JSON Schema that the API's document uses; any other part of it
/// is a fault, so that nothing in the document goes unchecked.
struct SchemaChecker {
    /// The whole document, for references.
    let document: JSONValue

    /// What is wrong with a value, and where; nil when it is as the schema says.
    func fault(in value: JSONValue, _ schema: JSONValue, at path: String = "") -> String? {
        guard let keywords = schema.object else { return "\(path): the schema is no object" }
        for key in keywords.keys {
            guard let expected = keywords[key] else { continue }
            if let fault = fault(in: value, key, expected, of: keywords, at: path) {
                return fault
            }
        }
        return nil
    }

    /// What a reference leads to.
    func resolve(_ schema: JSONValue) -> JSONValue? {
        guard let reference = schema.object?["$ref"]?.string else { return schema }
        var found: JSONValue? = document
        for part in reference.split(separator: "/").dropFirst() {
            found = found?.object?[String(part)]
        }
        return found
    }

    private func fault(
        in value: JSONValue, _ keyword: String, _ expected: JSONValue, of schema: JSONObject,
        at path: String
    ) -> String? {
        switch keyword {
        case "description", "default": return nil
        case "$ref":
            guard let target = resolve(.object(schema)) else { return "\(path): no \(expected)" }
            return fault(in: value, target, at: path)
        case "type":
            let types = expected.array ?? [expected]
            return types.contains { Self.has(value, type: $0.string ?? "") }
                ? nil : "\(path) is \(value.kind), not \(expected)"
        case "enum":
            return expected.array?.contains(value) == true ? nil : "\(path) is none of \(expected)"
        case "const": return value == expected ? nil : "\(path) is not \(expected)"
        case "anyOf":
            let faults = (expected.array ?? []).map { fault(in: value, $0, at: path) }
            guard !faults.contains(where: { $0 == nil }) else { return nil }
            return faults.compactMap { $0 }.joined(separator: "; or ")
        case "minimum", "maximum", "minLength", "maxLength", "pattern":
            return scalarFault(in: value, keyword, expected, at: path)
        default:
            return containerFault(in: value, keyword, expected, of: schema, at: path)
        }
    }

    private func scalarFault(
        in value: JSONValue, _ keyword: String, _ expected: JSONValue, at path: String
    ) -> String? {
        let isRight: Bool
        switch keyword {
        case "minimum": isRight = Self.compare(value, expected) { $0 >= $1 }
        case "maximum": isRight = Self.compare(value, expected) { $0 <= $1 }
        case "minLength":
            isRight = value.string.map { $0.unicodeScalars.count >= Self.int(expected) } ?? true
        case "maxLength":
            isRight = value.string.map { $0.unicodeScalars.count <= Self.int(expected) } ?? true
        default:
            isRight = value.string.map { Pattern.matches($0, expected.string ?? "") } ?? true
        }
        return isRight ? nil : "\(path) breaks \(keyword) \(expected)"
    }

    private func containerFault(
        in value: JSONValue, _ keyword: String, _ expected: JSONValue, of schema: JSONObject,
        at path: String
    ) -> String? {
        let members = value.object
        switch keyword {
        case "minItems":
            return (value.array?.count ?? .max) >= Self.int(expected) ? nil : "\(path) is too short"
        case "maxItems":
            return (value.array?.count ?? 0) <= Self.int(expected) ? nil : "\(path) is too long"
        case "maxProperties":
            return (members?.count ?? 0) <= Self.int(expected) ? nil : "\(path) has too much"
        case "items":
            for (index, element) in (value.array ?? []).enumerated() {
                if let fault = fault(in: element, expected, at: "\(path).\(index)") { return fault }
            }
        case "properties":
            for name in expected.object?.keys ?? [] {
                guard let member = members?[name], let schema = expected.object?[name] else {
                    continue
                }
                if let fault = fault(in: member, schema, at: "\(path).\(name)") { return fault }
            }
        case "required":
            for name in (expected.array ?? []).compactMap(\.string) {
                guard let members, members[name] == nil else { continue }
                return "\(path).\(name) is missing"
            }
        case "propertyNames":
            for name in members?.keys ?? [] {
                if let fault = fault(in: .string(name), expected, at: "\(path) key") {
                    return fault
                }
            }
        case "additionalProperties":
            let known = schema["properties"]?.object?.keys ?? []
            for name in members?.keys ?? [] where !known.contains(name) {
                guard expected != false, let member = members?[name] else {
                    return "\(path).\(name) is not described"
                }
                if let fault = fault(in: member, expected, at: "\(path).\(name)") { return fault }
            }
        default: return "\(path): the keyword \(keyword) is not checked"
        }
        return nil
    }

    private static func has(_ value: JSONValue, type: String) -> Bool {
        switch type {
        case "null": value.isNull
        case "boolean": value.bool != nil
        case "number": value.number != nil
        case "integer": value.number.flatMap { Int128($0) } != nil
        case "string": value.string != nil
        case "array": value.array != nil
        case "object": value.object != nil
        default: false
        }
    }

    private static func int(_ value: JSONValue) -> Int { value.number.flatMap { Int($0) } ?? 0 }

    /// Other values than numbers have no bounds.
    private static func compare(
        _ value: JSONValue, _ bound: JSONValue, _ isRight: (Int128, Int128) -> Bool
    ) -> Bool {
        guard let text = value.number, let bound = bound.number.flatMap({ Int128($0) }) else {
            return true
        }
        if let number = Int128(text) { return isRight(number, bound) }
        // Between two whole numbers: both must be right, for the bounds are whole.
        guard let number = Double(text) else { return false }
        return isRight(Int128(number.rounded(.down)), bound)
            && isRight(Int128(number.rounded(.up)), bound)
    }
}

/// Regular expressions of the document.
private enum Pattern {
    static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let regex = try? Regex(pattern).matchingSemantics(.unicodeScalar) else {
            return false
        }
        return text.contains(regex)
    }
}
