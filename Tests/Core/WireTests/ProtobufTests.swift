// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing
import Wire

@Suite struct ProtobufTests {
    private func message() -> Bytes {
        var writer = ProtobufWriter()
        writer.varint(1, 300)
        writer.bytes(2, [1, 2, 3])
        writer.string(3, "text")
        writer.digest(4, .zero)
        writer.amountIfPresent(5, Amount(256))
        writer.boolIfPresent(6, true)
        writer.message(7) { $0.varint(1, .max) }
        writer.varint(0x1fff_ffff, 0)
        return writer.bytes
    }

    private func fields(_ bytes: Bytes) throws(WireError) -> [ProtobufReader.Field] {
        var reader = ProtobufReader(bytes)
        var fields: [ProtobufReader.Field] = []
        while let field = try reader.next() { fields.append(field) }
        return fields
    }

    @Test func `what is written is read`() throws {
        let fields = try fields(message())
        #expect(fields.map(\.number) == [1, 2, 3, 4, 5, 6, 7, 0x1fff_ffff])
        #expect(try fields[0].unsigned("a") == 300)
        #expect(try Bytes(fields[1].bytes("b", limit: 3)) == [1, 2, 3])
        #expect(try fields[2].string("c", limit: 4) == "text")
        #expect(try fields[3].digest("d") == .zero)
        #expect(try fields[4].amount("e") == Amount(256))
        #expect(try fields[5].bool("f"))
        var nested = ProtobufReader(try fields[6].bytes("g", limit: 100))
        #expect(try nested.next()?.unsigned("h") == .max)
    }

    @Test func `the raw fields together are the message`() throws {
        #expect(try fields(message()).flatMap(\.raw) == message())
    }

    @Test func `a truncation is an error or ends between fields`() throws {
        let message = message()
        var ends: Set<Int> = [0]
        for field in try fields(message) { ends.insert((ends.max() ?? 0) + field.raw.count) }
        for count in message.indices {
            let isRead = (try? fields(Bytes(message.prefix(count)))) != nil
            #expect(isRead == ends.contains(count), "\(count) octets")
        }
    }

    @Test func `no flipped bit is more than an error`() {
        let message = message()
        for bit in 0..<(message.count * 8) {
            var changed = message
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let read = (try? fields(changed)) ?? []
            #expect(read.isEmpty || read.flatMap(\.raw) == changed)
        }
    }

    @Test(arguments: [
        // Field number zero and past 2^29, groups, unknown wire types.
        Bytes([0x00, 0x00]), [0x80, 0x80, 0x80, 0x80, 0x10, 0x00], [0x0b], [0x0c], [0x0e], [0x0f],
        // Lengths past the end, a varint of eleven octets, one of ten past 64 bits.
        [0x0a, 0x02, 0x00], [0x0a] + Bytes(repeating: 0xff, count: 9) + [0x01],
        [0x08] + Bytes(repeating: 0x80, count: 10) + [0x01],
        [0x08] + Bytes(repeating: 0xff, count: 9) + [0x02],
        // Fixed fields that are cut.
        [0x09, 1, 2, 3, 4, 5, 6, 7], [0x0d, 1, 2, 3],
    ])
    func `octets that are no message are refused`(bytes: Bytes) {
        #expect(throws: WireError.self) { try fields(bytes) }
    }

    @Test func `fixed fields are little-endian`() throws {
        let fields = try fields([0x09, 1, 0, 0, 0, 0, 0, 0, 2, 0x0d, 3, 0, 0, 0])
        let values = fields.map { field in
            if case .fixed(let value) = field.value { value } else { UInt64.max }
        }
        #expect(values == [0x0200_0000_0000_0001, 3])
    }

    @Test func `a field over its limit is refused`() throws {
        let field = try fields(message())[1]
        #expect(throws: WireError.overLimit(field: "b", limit: 2)) {
            try field.bytes("b", limit: 2)
        }
    }

    @Test func `a field of another type is refused`() throws {
        let fields = try fields(message())
        #expect(throws: WireError.malformedField("a")) { try fields[0].bytes("a", limit: 9) }
        #expect(throws: WireError.malformedField("b")) { try fields[1].unsigned("b") }
        #expect(throws: WireError.malformedField("b")) { try fields[1].digest("b") }
    }

    @Test func `a string that is not UTF-8 is refused`() throws {
        let field = try fields([0x0a, 0x02, 0xc3, 0x28])[0]
        #expect(throws: WireError.malformedField("s")) { try field.string("s", limit: 9) }
    }

    @Test(arguments: [Bytes([0x00]), [0x00, 0x01]])
    func `an amount with leading zeros is refused`(value: Bytes) throws {
        let field = try fields([0x0a, UInt8(value.count)] + value)[0]
        #expect(throws: WireError.malformedField("m")) { try field.amount("m") }
    }
}
