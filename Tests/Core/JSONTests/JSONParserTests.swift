// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Testing

struct JSONParserTests {
    @Test(
        arguments: [
            ("null", JSONValue.null),
            (" true ", true),
            ("\tfalse\r\n", false),
            ("0", 0),
            ("-0", .number("-0")),
            ("-12.50e+03", .number("-12.50e+03")),
            ("1E5", .number("1E5")),
            ("\"\"", ""),
            ("\"a\"", "a"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (#""\u0041\u00e9\u20AC\ud83d\ude00""#, "Aé€😀"),
            ("\"é😀\"", "é😀"),
            ("[]", []),
            ("{}", .object(JSONObject(members: []))),
            ("[ 1 , [ ] , { } ]", [1, [], .object(JSONObject(members: []))]),
            (#"{"b":1,"a":{"c":[null]}}"#, ["b": 1, "a": ["c": [nil]]]),
            (#"{"\u0061b" : "x\ty" , "" : 1}"#, ["ab": "x\ty", "": 1]),
        ] as [(String, JSONValue)])
    func `a valid text is read`(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(arguments: [
        ("", 1, 1, JSONError.Code.unexpectedEnd),
        ("  ", 1, 3, .unexpectedEnd),
        ("nul", 1, 4, .unexpectedEnd),
        ("nulL", 1, 4, .unexpectedCharacter),
        ("True", 1, 1, .unexpectedCharacter),
        ("01", 1, 2, .unexpectedCharacter),
        ("-", 1, 2, .unexpectedEnd),
        ("1.", 1, 3, .unexpectedEnd),
        (".5", 1, 1, .unexpectedCharacter),
        ("1e", 1, 3, .unexpectedEnd),
        ("+1", 1, 1, .unexpectedCharacter),
        ("1 2", 1, 3, .unexpectedCharacter),
        ("NaN", 1, 1, .unexpectedCharacter),
        ("\"", 1, 2, .unexpectedEnd),
        ("\"a\nb\"", 1, 3, .unexpectedCharacter),
        (#""\x""#, 1, 3, .unexpectedCharacter),
        (#""\u12g4""#, 1, 6, .unexpectedCharacter),
        (#""\ud83d""#, 1, 2, .invalidText),
        (#""\ude00""#, 1, 2, .invalidText),
        (#""\ud83d\u0041""#, 1, 2, .invalidText),
        ("[1,]", 1, 4, .unexpectedCharacter),
        ("[,1]", 1, 2, .unexpectedCharacter),
        ("[1", 1, 3, .unexpectedEnd),
        ("[1}", 1, 3, .unexpectedCharacter),
        ("{\"a\":1,}", 1, 8, .unexpectedCharacter),
        ("{a:1}", 1, 2, .unexpectedCharacter),
        ("{\"a\" 1}", 1, 6, .unexpectedCharacter),
        ("{\"a\":}", 1, 6, .unexpectedCharacter),
        ("{\n \"a\": 1,\n \"a\": 2}", 3, 2, .duplicateKey),
        (#"{"a":1,"\u0061":2}"#, 1, 8, .duplicateKey),
        ("]", 1, 1, .unexpectedCharacter),
        ("// no\n1", 1, 1, .unexpectedCharacter),
        ("\u{feff}1", 1, 1, .unexpectedCharacter),
    ])
    func `an invalid text is refused with its place`(
        text: String, line: Int, column: Int, code: JSONError.Code
    ) throws {
        let error = try #require(throws: JSONError.self) { try parse(text) }
        #expect(error.code == code)
        #expect([error.line, error.column] == [line, column])
        #expect(error.message.hasPrefix("line \(line), column \(column): "))
    }

    @Test(
        arguments: [
            ([0x22, 0xff, 0x22], 1), ([0x22, 0x61, 0xc3, 0x22], 2),
            ([0x22, 0xed, 0xa0, 0x80, 0x22], 1),
            ([0x22, 0xc0, 0xaf, 0x22], 1), ([0x22, 0x5c, 0x6e, 0xe2, 0x82, 0x22], 3),
            ([0x22, 0xc3, 0x5c, 0x6e, 0xa9, 0x22], 1),
        ] as [(Bytes, Int)])
    func `text that is not UTF-8 is refused`(bytes: Bytes, offset: Int) throws {
        let error = try #require(throws: JSONError.self) {
            try JSONParser.parse(bytes, limits: .standard)
        }
        #expect(error.code == .invalidText)
        #expect(error.offset == offset)
    }

    @Test func `keys that only look alike are different keys`() throws {
        let value = try parse("{\"CLICK\":1,\"CLIC\u{212a}\":2}")
        #expect(value.object?["CLICK"] == 1)
        #expect(value.object?["CLIC\u{212a}"] == 2)
    }

    @Test func `an error says what is allowed`() throws {
        let error = try #require(throws: JSONError.self) { try parse("[1;2]") }
        #expect(error.message == "line 1, column 3: found ';'; expected ',' or ']'")
    }

    @Test func `a duplicate key is found among many`() throws {
        let members = (0..<100).map { "\"k\($0)\":0" }
        #expect(try parse("{\(members.joined(separator: ","))}").object?.count == 100)
        let error = try #require(throws: JSONError.self) {
            try parse("{\(members.joined(separator: ",")),\"k99\":1}")
        }
        #expect(error.code == .duplicateKey)
        #expect(error.message.contains("\"k99\""))
    }

    @Test func `every truncation of a document is refused`() throws {
        let document = Bytes(#"{"a":[1,-2.5e3,true,null],"bé":{"c":"d\u00e9\n"},"e":""}"#.utf8)
        _ = try JSONParser.parse(document, limits: .standard)
        for length in 0..<document.count {
            #expect(throws: JSONError.self) {
                try JSONParser.parse(Bytes(document[..<length]), limits: .standard)
            }
        }
    }
}

/// Reads a text within the standard limits.
func parse(_ text: String) throws(JSONError) -> JSONValue {
    try JSONParser.parse(Bytes(text.utf8), limits: .standard)
}
