// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing
import Wire

@Suite struct ByteReaderTests {
    @Test func `values come from the front`() throws {
        var reader = ByteReader([1, 0, 2, 0x83, 0x01, 9, 9])
        #expect(try reader.readByte() == 1)
        #expect(try reader.readInteger(UInt16.self) == 2)
        #expect(try reader.readVarint() == 131)
        #expect(try Bytes(reader.read(2)) == [9, 9] && reader.isAtEnd)
    }

    @Test func `nothing is read past the end`() {
        var reader = ByteReader([1, 2, 3])
        #expect(throws: WireError.truncated) { try reader.read(4) }
        #expect(throws: WireError.truncated) { try reader.readInteger(UInt32.self) }
        #expect(reader.remainingCount == 3)
    }

    @Test func `a negative count is refused`() {
        var reader = ByteReader([1])
        #expect(throws: WireError.truncated) { try reader.read(-1) }
    }

    @Test func `a length over its limit is refused before its octets`() {
        var reader = ByteReader([0x85, 0x01])
        #expect(throws: WireError.overLimit(field: "f", limit: 100)) {
            try reader.readLengthPrefixed(limit: 100, field: "f")
        }
    }

    @Test func `octets left over are an error`() {
        let reader = ByteReader([1])
        #expect(throws: WireError.trailingBytes) { try reader.finish() }
    }
}
