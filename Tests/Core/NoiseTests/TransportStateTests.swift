// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Noise
import Primitives
import Testing

struct TransportStateTests {
    static func pair() throws -> (TransportState, TransportState) {
        var pair = HandshakePair()
        let (initiator, responder) = try pair.complete()
        return (
            try #require(initiator).transport, try #require(responder).transport
        )
    }

    static func cipher(nonce: UInt64) -> CipherState {
        CipherState(key: SecretBytes(copying: Bytes(repeating: 1, count: 32)), nonce: nonce)
    }

    @Test(arguments: [0, 1, 65_518, 65_519, 65_520, 200_000])
    func `plaintext of any length takes as few frames as it needs`(count: Int) throws {
        var (sender, receiver) = try Self.pair()
        let plaintext = Bytes((0..<count).map { UInt8($0 % 251) })
        var wire: Bytes = []
        try sender.seal(plaintext[...], appendingTo: &wire)
        let frameCount = (count + 65_518) / 65_519
        #expect(wire.count == count + frameCount * 18)
        var reader = NoiseFrameReader()
        reader.append(wire)
        var received: Bytes = []
        while let frame = reader.next() { received += try receiver.open(frame) }
        #expect(received == plaintext)
        #expect(reader.bufferedCount == 0)
    }

    @Test func `the two directions have different keys`() throws {
        var (initiator, _) = try Self.pair()
        var wire: Bytes = []
        try initiator.seal([1, 2, 3], appendingTo: &wire)
        #expect(throws: NoiseFault.authenticationFailed) {
            try initiator.open(wire.dropFirst(2))
        }
    }

    @Test func `a frame that comes again is refused`() throws {
        var (sender, receiver) = try Self.pair()
        var wire: Bytes = []
        try sender.seal([1, 2, 3], appendingTo: &wire)
        _ = try receiver.open(wire.dropFirst(2))
        #expect(throws: NoiseFault.authenticationFailed) {
            try receiver.open(wire.dropFirst(2))
        }
    }

    @Test func `frames out of order are refused`() throws {
        var (sender, receiver) = try Self.pair()
        var first: Bytes = []
        var second: Bytes = []
        try sender.seal([1], appendingTo: &first)
        try sender.seal([2], appendingTo: &second)
        #expect(throws: NoiseFault.authenticationFailed) {
            try receiver.open(second.dropFirst(2))
        }
    }

    @Test func `every flipped bit and every truncation of a frame is refused`() throws {
        var (sender, receiver) = try Self.pair()
        var wire: Bytes = []
        try sender.seal([1, 2, 3], appendingTo: &wire)
        let frame = Bytes(wire.dropFirst(2))
        for bit in 0..<frame.count * 8 {
            var flipped = frame
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: NoiseFault.authenticationFailed) { try receiver.open(flipped[...]) }
        }
        for count in 0..<frame.count {
            #expect(throws: NoiseFault.authenticationFailed) {
                try receiver.open(frame.prefix(count))
            }
        }
        #expect(try receiver.open(frame[...]) == [1, 2, 3])
    }

    @Test func `the last counter is never used`() throws {
        var sender = Self.cipher(nonce: UInt64.max - 2)
        var output: Bytes = []
        try sender.seal([1], authenticating: [], appendingTo: &output)
        try sender.seal([1], authenticating: [], appendingTo: &output)
        #expect(throws: NoiseFault.nonceExhausted) {
            try sender.seal([1], authenticating: [], appendingTo: &output)
        }
        var receiver = Self.cipher(nonce: UInt64.max)
        #expect(throws: NoiseFault.nonceExhausted) {
            try receiver.open(output.prefix(17), authenticating: [])
        }
    }

    @Test(arguments: [1, 2, 3, 7])
    func `frames are cut alike however the octets come`(step: Int) {
        let wire = NoiseFraming.frame([1, 2, 3]) + NoiseFraming.frame([]) + NoiseFraming.frame([4])
        var reader = NoiseFrameReader()
        var messages: [Bytes] = []
        var rest = wire[...]
        while !rest.isEmpty {
            reader.append(rest.prefix(step))
            rest = rest.dropFirst(step)
            while let message = reader.next() { messages.append(Bytes(message)) }
        }
        #expect(messages == [[1, 2, 3], [], [4]])
    }
}
