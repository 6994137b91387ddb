// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Testing

struct JSONLimitsTests {
    private let limits = JSONLimits(byteLimit: 40, depthLimit: 3, valueLimit: 5)

    @Test(arguments: ["[[[1]]]", "[1,2,3,4]", "{\"a\":{\"b\":[1]}}"])
    func `a document at its limits is read`(text: String) throws {
        let bytes = Bytes(text.utf8)
        #expect(try JSONParser.parse(bytes, limits: limits).serialized() == bytes)
    }

    @Test(arguments: ["[[[[1]]]]", "[1,2,3,4,5]", "\"\(String(repeating: "a", count: 39))\""])
    func `a document past a limit is refused`(text: String) throws {
        let error = try #require(throws: JSONError.self) {
            try JSONParser.parse(Bytes(text.utf8), limits: limits)
        }
        #expect(error.code == .limitExceeded)
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":["])
    func `a megabyte of depth is refused`(unit: String) throws {
        let text = String(repeating: unit, count: 1_000_000 / unit.utf8.count)
        let error = try #require(throws: JSONError.self) { try parse(text) }
        #expect(error.code == .limitExceeded)
    }

    @Test func `a wide object takes time in proportion to its size`() throws {
        let members = (0..<40_000).map { "\"\($0)\":0" }.joined(separator: ",")
        let object = try #require(try parse("{\(members)}").object)
        #expect(object.count == 40_000)
        #expect(object["39999"] == 0)
        #expect(object["40000"] == nil)
    }

    @Test func `a megabyte of escapes takes time in proportion to its size`() throws {
        let text = "\"\(String(repeating: "\\n", count: 250_000))\""
        #expect(try parse(text).string?.utf8.count == 250_000)
    }
}
