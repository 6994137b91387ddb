// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Testing

struct JSONSerializationTests {
    @Test(
        arguments: [
            (JSONValue.null, "null"),
            ([true, false], "[true,false]"),
            (.number("1.50"), "1.50"),
            (.integer(UInt64.max), "18446744073709551615"),
            ("\"\\/\u{8}\u{c}\n\r\t\u{1}\u{1f}", #""\"\\/\b\f\n\r\t\u0001\u001f""#),
            ("é€😀\u{2028}\u{7f}", "\"é€😀\u{2028}\u{7f}\""),
            ([], "[]"),
            (["b": [1, nil], "a": ["c": "d"], "": []], #"{"b":[1,null],"a":{"c":"d"},"":[]}"#),
        ] as [(JSONValue, String)])
    func `a value is printed compactly`(value: JSONValue, text: String) {
        #expect(String(decoding: value.serialized(), as: UTF8.self) == text)
    }

    @Test func `raw octets are those of the source`() throws {
        let text = #"{ "a" : { "x y" : [ 1.0 , "\u0041 \"" ] } , "b" :  2e1 }"#
        let object = try #require(try parse(text).object)
        #expect(object.raw("a") == Bytes(#"{ "x y" : [ 1.0 , "\u0041 \"" ] }"#.utf8))
        #expect(object.raw("b") == Bytes("2e1".utf8))
        #expect(object.raw("c") == nil)
    }

    @Test func `compact octets lose whitespace between tokens alone`() throws {
        let text = "{\"a\":{ \"x y\" :\r\n[ 1.0 ,\t\"\\u0041 \\\\\" , \"\\\" \" ] } }"
        let object = try #require(try parse(text).object)
        #expect(
            object.compactRaw("a")
                == Bytes("{\"x y\":[1.0,\"\\u0041 \\\\\",\"\\\" \"]}".utf8)
        )
    }

    @Test func `an object that was made has no source`() {
        #expect(JSONObject(members: [("a", 1)]).raw("a") == nil)
        #expect(JSONObject(members: [("a", 1)]).compactRaw("a") == nil)
    }

    @Test func `accessors answer for their own kind alone`() {
        #expect(JSONValue.integer(7).uint64 == 7)
        #expect(JSONValue.number("7.0").uint64 == nil)
        #expect(JSONValue.number("-7").uint64 == nil)
        #expect(JSONValue.number("18446744073709551616").uint64 == nil)
        #expect(JSONValue.string("7").uint64 == nil)
        #expect(JSONValue.string("7").number == nil)
        #expect(JSONValue.bool(true).bool == true)
        #expect(JSONValue.null.isNull)
        #expect(JSONValue.array([1]).array == [1])
        #expect(JSONValue.array([1]).object == nil)
    }

    @Test func `the order of members counts for equality`() {
        let forward: JSONValue = ["a": 1, "b": 2]
        let backward: JSONValue = ["b": 2, "a": 1]
        #expect(forward != backward)
    }
}
