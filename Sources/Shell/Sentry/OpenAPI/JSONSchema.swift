// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// What JSON may stand in a place, in the words of JSON Schema.
///
/// - Source: JSON Schema 2020-12, as OpenAPI 3.1 has it.
struct JSONSchema: Sendable {
    /// The keywords, in order.
    let keywords: [(String, JSONValue)]

    /// As a document has it.
    var json: JSONValue { .object(JSONObject(members: keywords)) }

    private init(_ keywords: [(String, JSONValue)]) { self.keywords = keywords }

    private func with(_ keyword: String, _ value: JSONValue) -> JSONSchema {
        JSONSchema(keywords.filter { $0.0 != keyword } + [(keyword, value)])
    }

    /// With a sentence for people.
    func described(_ text: String) -> JSONSchema { with("description", .string(text)) }

    /// With what counts when nothing is given.
    func standard(_ value: JSONValue) -> JSONSchema { with("default", value) }

    /// This, or null.
    var orNull: JSONSchema { .either(self, .nothing) }

    /// One of the shared schemas.
    static func shared(_ name: SharedSchema) -> JSONSchema {
        JSONSchema([("$ref", .string(name.reference))])
    }

    /// Null.
    static let nothing = JSONSchema([("type", "null")])

    /// Anything.
    static let anything = JSONSchema([])

    /// True or false.
    static let truth = JSONSchema([("type", "boolean")])

    /// A number with a fraction.
    static func number(_ range: ClosedRange<Int>? = nil) -> JSONSchema {
        JSONSchema([("type", "number")] + bounds(range, "minimum", "maximum"))
    }

    /// A whole number.
    static func integer(_ range: ClosedRange<some BinaryInteger>) -> JSONSchema {
        JSONSchema([("type", "integer")] + bounds(range, "minimum", "maximum"))
    }

    /// Text of a form and of a length in characters.
    static func text(
        _ pattern: String? = nil, lengths: ClosedRange<Int>? = nil
    ) -> JSONSchema {
        let form = pattern.map { [("pattern", JSONValue.string($0))] } ?? []
        return JSONSchema([("type", "string")] + form + bounds(lengths, "minLength", "maxLength"))
    }

    /// One of these texts.
    static func choice(_ texts: [String]) -> JSONSchema {
        JSONSchema([("type", "string"), ("enum", .array(texts.map { .string($0) }))])
    }

    /// This value and no other.
    static func only(_ value: JSONValue) -> JSONSchema { JSONSchema([("const", value)]) }

    /// What one of these allows.
    static func either(_ schemas: JSONSchema...) -> JSONSchema {
        JSONSchema([("anyOf", .array(schemas.map(\.json)))])
    }

    /// A list.
    static func list(of element: JSONSchema, counts: ClosedRange<Int>? = nil) -> JSONSchema {
        JSONSchema(
            [("type", "array"), ("items", element.json)] + bounds(counts, "minItems", "maxItems"))
    }

    /// An object with these members and no others.
    static func object(
        _ required: Members, optional: Members = [:]
    ) -> JSONSchema {
        let properties = (required + optional).list.map { ($0.name, $0.schema.json) }
        let names = required.list.map { JSONValue.string($0.name) }
        return JSONSchema(
            [("type", "object"), ("properties", .object(JSONObject(members: properties)))]
                + (names.isEmpty ? [] : [("required", .array(names))])
                + [("additionalProperties", false)])
    }

    /// An object of any members.
    static let anyObject = JSONSchema([("type", "object")])

    /// An object whose keys are of a form.
    static func map(
        _ keys: JSONSchema, to values: JSONSchema, atMost limit: Int? = nil
    ) -> JSONSchema {
        JSONSchema(
            [
                ("type", "object"), ("propertyNames", keys.json),
                ("additionalProperties", values.json),
            ] + (limit.map { [("maxProperties", .integer($0))] } ?? []))
    }

    private static func bounds(
        _ range: ClosedRange<some BinaryInteger>?, _ lower: String, _ upper: String
    ) -> [(String, JSONValue)] {
        guard let range else { return [] }
        return [(lower, .integer(range.lowerBound)), (upper, .integer(range.upperBound))]
    }
}

extension JSONSchema {
    /// The members of an object, in order.
    struct Members: ExpressibleByDictionaryLiteral, Sendable {
        let list: [(name: String, schema: JSONSchema)]

        init(_ list: [(name: String, schema: JSONSchema)]) { self.list = list }

        init(dictionaryLiteral elements: (String, JSONSchema)...) {
            list = elements.map { ($0.0, $0.1) }
        }

        static func + (left: Members, right: Members) -> Members {
            Members(left.list + right.list)
        }
    }
}
