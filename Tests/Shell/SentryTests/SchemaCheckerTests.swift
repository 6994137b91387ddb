// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Testing

@testable import Sentry

/// What holds the API to its document must itself notice what is wrong.
@Suite struct SchemaCheckerTests {
    private func fault(in text: String, _ schema: JSONSchema) throws -> String? {
        let document: JSONValue = [
            "components": ["schemas": ["Amount": SharedSchema.amount.schema.json]]
        ]
        let value = try JSONParser.parse(Bytes(text.utf8), limits: .standard)
        return SchemaChecker(document: document).fault(in: value, schema.json)
    }

    private static let object = JSONSchema.object(
        ["a": .integer(1...9)], optional: ["b": .list(of: .shared(.amount), counts: 1...2)])

    @Test(arguments: [#"{"a":1}"#, #"{"a":9,"b":["7"]}"#, #"{"b":["0","12"],"a":3}"#])
    func `what is as described has no fault`(text: String) throws {
        #expect(try fault(in: text, Self.object) == nil)
    }

    @Test(arguments: [
        "[]", "{}", #"{"a":0}"#, #"{"a":10}"#, #"{"a":1.5}"#, #"{"a":"1"}"#, #"{"a":1,"c":1}"#,
        #"{"a":1,"b":[]}"#, #"{"a":1,"b":["1","2","3"]}"#, #"{"a":1,"b":["x"]}"#,
        #"{"a":1,"b":["01"]}"#, #"{"a":1,"b":["1\n2"]}"#, #"{"a":1,"b":[7]}"#,
    ])
    func `what is not as described has one`(text: String) throws {
        #expect(try fault(in: text, Self.object) != nil)
    }

    @Test(
        arguments: [
            ("null", true), (#""ab""#, true), (#""é""#, false), (#""abc""#, false), ("1", false),
        ] as [(String, Bool)])
    func `null is allowed beside text of a length`(text: String, isRight: Bool) throws {
        let fault = try fault(in: text, JSONSchema.text(lengths: 2...2).orNull)
        #expect((fault == nil) == isRight)
    }

    @Test(arguments: [(#"{"a":"1"}"#, true), (#"{"A":"1"}"#, false), (#"{"a":1}"#, false)])
    func `keys and values of a map have their forms`(text: String, isRight: Bool) throws {
        let fault = try fault(in: text, .map(.text("^[a-z]+$"), to: .text()))
        #expect((fault == nil) == isRight)
    }
}
