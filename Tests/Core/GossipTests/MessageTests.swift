// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing
import Wire

struct MessageTests {
    @Test func `a made message decodes to itself`() throws {
        let made = try message()
        let read = try Message.decode(made.raw)
        #expect(read.from == made.from)
        #expect(read.sequenceNumber == made.sequenceNumber)
        #expect(read.topic == "t")
        #expect(read.data == [1, 2, 3])
        #expect(read.signature == [9, 9, 9, 9])
        #expect(read.key == nil)
        #expect(read.id == made.id)
        #expect(read == made)
        #expect(read.hashValue == made.hashValue)
    }

    @Test func `messages are the same when their octets are`() throws {
        #expect(try message(number: 1) != message(number: 2))
        #expect(try message(number: 1) == message(number: 1))
    }

    @Test(arguments: [1, 3])
    func `without an author or a number there is no id`(missing: UInt32) throws {
        var writer = ProtobufWriter()
        if missing != 1 { writer.bytes(1, try peer(3).bytes) }
        if missing != 3 { writer.bytes(3, [0, 0, 0, 0, 0, 0, 0, 1]) }
        writer.string(4, "t")
        #expect(try Message.decode(writer.bytes).id == nil)
    }

    @Test func `the id is the author and its number`() throws {
        let made = try message(from: 3, number: 258)
        #expect(made.id?.bytes == (try peer(3)).bytes + [0, 0, 0, 0, 0, 0, 1, 2])
    }

    @Test func `the signed octets are the message without signature and key`() throws {
        var writer = ProtobufWriter()
        writer.bytes(5, [7, 7])
        writer.bytes(2, [])
        writer.bytes(6, [8])
        writer.varint(99, 5)
        writer.string(4, "t")
        var bare = ProtobufWriter()
        bare.bytes(2, [])
        bare.varint(99, 5)
        bare.string(4, "t")
        let read = try Message.decode(writer.bytes)
        #expect(read.signedBytes == Bytes("libp2p-pubsub:".utf8) + bare.bytes)
    }

    @Test func `what sign is given is what is signed`() throws {
        var given: Bytes = []
        let made = Message.make(
            from: try peer(1), sequenceNumber: [1], topic: "t", data: []
        ) {
            given = $0
            return [1]
        }
        #expect(made.signedBytes == given)
    }

    @Test func `a message without a topic is refused`() throws {
        var writer = ProtobufWriter()
        writer.bytes(2, [1])
        #expect(throws: WireError.missingField("topic")) { try Message.decode(writer.bytes) }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt32])
    func `a field that stands twice is refused`(number: UInt32) throws {
        var writer = ProtobufWriter()
        for _ in 0..<2 { writer.bytes(number, number == 1 ? (try peer(1)).bytes : [0x74]) }
        #expect(throws: WireError.self) { try Message.decode(writer.bytes) }
    }

    @Test func `an author that is no peer id is refused`() throws {
        var writer = ProtobufWriter()
        writer.bytes(1, [0x00, 0x25, 1])
        writer.string(4, "t")
        #expect(throws: WireError.malformedField("from")) { try Message.decode(writer.bytes) }
    }

    @Test func `no truncation of a message is taken for the message`() throws {
        let raw = try message().raw
        for count in 0..<raw.count {
            let read = try? Message.decode(Bytes(raw.prefix(count)))
            #expect(read?.signature == nil)
        }
    }

    @Test func `a flipped bit never traps and never leaves the octets equal`() throws {
        let raw = try message().raw
        for bit in 0..<raw.count * 8 {
            var flipped = raw
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let read = try? Message.decode(flipped)
            #expect(read?.raw != raw)
            _ = read?.signedBytes
        }
    }
}
