// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives
import Testing
import ValidatorMessages
import Wire

struct EventRecordTests {
    private static func signed(by number: UInt8 = 7) throws -> EventRecord {
        let key = try Secp256k1PrivateKey(bytes: Bytes(repeating: number, count: 32))
        let content = StatementSamples.content(user: key.address.bytes)
        let digest = PersonalMessage.digest(of: EventRecord.userDigest(of: content).bytes)
        return try EventRecord(
            making: content, userSignature: key.signRecoverable(digest).bytes)
    }

    private static func indexOfUnit(in bytes: Bytes) throws -> Int {
        let unit = Bytes("unit".utf8)
        return try #require(bytes.indices.first { bytes[$0...].starts(with: unit) })
    }

    @Test func `a record survives the way there and back`() throws {
        let content = StatementSamples.content(user: [1, 2])
        let made = try EventRecord(making: content, userSignature: nil)
        let read = try EventRecord.decode(made.bytes)
        #expect(read == made)
        #expect(read.content == content)
    }

    @Test func `the id is the hash of the octets`() throws {
        let made = try EventRecord(making: StatementSamples.content(), userSignature: nil)
        #expect(made.id.digest == Keccak256.hash(made.bytes))
        #expect(made.key == EventKey(occurredAt: made.occurredAt, id: made.id))
    }

    @Test func `a user's signature is recognised`() throws {
        let record = try Self.signed()
        #expect(record.hasValidUserSignature)
        #expect(try EventRecord.decode(record.bytes).hasValidUserSignature)
    }

    @Test func `a signature of somebody else is kept and does not count`() throws {
        let other = try #require(try Self.signed(by: 8).userSignature)
        let content = try Self.signed(by: 7).content
        let record = try EventRecord(making: content, userSignature: other)
        #expect(!record.hasValidUserSignature)
        #expect(record.userSignature == other)
    }

    @Test func `a signature under an opaque user does not count`() throws {
        let signature = try #require(try Self.signed().userSignature)
        let content = StatementSamples.content(user: [1, 2, 3])
        #expect(
            try !EventRecord(making: content, userSignature: signature).hasValidUserSignature)
    }

    @Test func `a changed record is not signed any more`() throws {
        let record = try Self.signed()
        var bytes = record.bytes
        let index = try Self.indexOfUnit(in: bytes)
        bytes[index] ^= 1
        #expect(try !EventRecord.decode(bytes).hasValidUserSignature)
    }

    @Test func `a signature that is not last is refused`() throws {
        let record = try Self.signed()
        let body = record.bytes.dropLast(68)
        var tail = ProtobufWriter()
        tail.bytes(200, [])
        let signature = record.bytes.suffix(68)
        #expect(throws: WireError.malformedField("order")) {
            try EventRecord.decode(Bytes(signature + body))
        }
        #expect(throws: WireError.malformedField("order")) {
            try EventRecord.decode(Bytes(body + signature) + tail.bytes)
        }
    }

    @Test func `a signature whose length is spelt longer is refused`() throws {
        let record = try Self.signed()
        let body = Bytes(record.bytes.dropLast(68))
        let octets = try #require(record.userSignature)
        #expect(throws: WireError.malformedField("order")) {
            try EventRecord.decode(body + [0xa2, 0x06, 0xc1, 0x00] + octets)
        }
    }

    @Test func `fields out of order are refused`() throws {
        let made = try EventRecord(making: StatementSamples.content(), userSignature: nil)
        let nonce = made.bytes.suffix(18)
        #expect(throws: WireError.malformedField("order")) {
            try EventRecord.decode(Bytes(nonce + made.bytes.dropLast(18)))
        }
    }

    @Test func `a field that stands twice is refused`() throws {
        let made = try EventRecord(making: StatementSamples.content(), userSignature: nil)
        #expect(throws: WireError.self) {
            try EventRecord.decode(made.bytes + made.bytes.suffix(18))
        }
    }

    @Test func `an unknown field is passed over and covered by the id`() throws {
        let made = try EventRecord(making: StatementSamples.content(), userSignature: nil)
        var later = ProtobufWriter()
        later.bytes(20, [1])
        let read = try EventRecord.decode(made.bytes + later.bytes)
        #expect(read.content == made.content)
        #expect(read.id != made.id)
    }

    @Test(arguments: [0, 4, 255, UInt64.max])
    func `an unknown type is refused`(type: UInt64) {
        var writer = ProtobufWriter()
        writer.digest(1, .zero)
        writer.varint(2, type)
        #expect(throws: WireError.malformedField("type")) { try EventRecord.decode(writer.bytes) }
    }

    @Test(arguments: [64, 65])
    func `a user id has at most 64 octets`(count: Int) {
        let content = StatementSamples.content(user: Bytes(repeating: 1, count: count))
        let made = try? EventRecord(making: content, userSignature: nil)
        #expect((made != nil) == (count == 64))
    }

    @Test(arguments: [2_048, 2_049])
    func `a referrer has at most 2048 octets`(count: Int) {
        let content = StatementSamples.content(referrer: String(repeating: "r", count: count))
        let made = try? EventRecord(making: content, userSignature: nil)
        #expect((made != nil) == (count == 2_048))
    }

    @Test func `a record over its limit is refused before it is read`() {
        #expect(throws: WireError.overLimit(field: "record", limit: 4_096)) {
            try EventRecord.decode(Bytes(repeating: 0xff, count: 4_097))
        }
    }

    @Test func `text that is no UTF-8 is refused`() throws {
        let made = try EventRecord(making: StatementSamples.content(), userSignature: nil)
        var bytes = made.bytes
        let index = try Self.indexOfUnit(in: bytes)
        bytes[index] = 0xff
        #expect(throws: WireError.malformedField("ad_unit")) { try EventRecord.decode(bytes) }
    }

    @Test func `no truncation is taken for the record`() throws {
        let record = try Self.signed()
        for count in 0..<record.bytes.count {
            #expect((try? EventRecord.decode(Bytes(record.bytes.prefix(count)))) != record)
        }
    }

    @Test func `no flipped bit leaves the id or traps`() throws {
        let record = try EventRecord(making: StatementSamples.content(), userSignature: nil)
        for bit in 0..<record.bytes.count * 8 {
            var flipped = record.bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect((try? EventRecord.decode(flipped))?.id != record.id)
        }
    }
}
