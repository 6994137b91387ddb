// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing
import Wire

@Suite struct VarintTests {
    private static let values: [UInt64] = (0...62).flatMap { exponent -> [UInt64] in
        let power = UInt64(1) << UInt64(exponent)
        return [power - 1, power, power + (power - 1)]
    }

    @Test(arguments: values)
    func `a value reads back with its length`(value: UInt64) throws {
        var bytes: Bytes = []
        Varint.append(value, to: &bytes)
        let decoded = try Varint.decode((bytes + [0xaa])[...])
        #expect(decoded?.value == value && decoded?.count == bytes.count)
        #expect(Varint.encodedCount(value) == bytes.count)
    }

    @Test(arguments: values)
    func `a truncated varint waits for more`(value: UInt64) throws {
        var bytes: Bytes = []
        Varint.append(value, to: &bytes)
        for count in bytes.indices { #expect(try Varint.decode(bytes.prefix(count)) == nil) }
    }

    @Test(arguments: [
        [0x80, 0x00], [0xff, 0x00], [0x81, 0x80, 0x00],
        Bytes(repeating: 0x80, count: 9), Bytes(repeating: 0xff, count: 9) + [0x01],
    ])
    func `a varint that is too long or not minimal is malformed`(bytes: Bytes) {
        #expect(throws: WireError.malformedVarint) { try Varint.decode(bytes[...]) }
    }
}
