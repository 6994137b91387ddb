// This source file is part of the Outpace project. License: see LICENSE.

import Noise
import Primitives
import Testing

struct NoiseFrameReaderTests {
    private static let messages: [Bytes] = [
        [], [1], Bytes(repeating: 2, count: 300), [], Bytes(repeating: 3, count: 65_535), [4, 5],
    ]

    @Test(arguments: [1, 2, 3, 7, 255, 256, 65_536, 65_537, 65_538, 200_000])
    func `messages come out whole however they are cut`(pieceByteCount: Int) {
        var wire = Self.messages.flatMap(NoiseFraming.frame)[...]
        var reader = NoiseFrameReader()
        var found: [Bytes] = []
        while !wire.isEmpty {
            reader.append(Bytes(wire.prefix(pieceByteCount)))
            wire = wire.dropFirst(pieceByteCount)
            while let message = reader.next() { found.append(Bytes(message)) }
        }
        #expect(found == Self.messages)
        #expect(reader.bufferedCount == 0)
    }

    @Test func `of an incomplete message only what came is held`() {
        var reader = NoiseFrameReader()
        reader.append([0xff])
        #expect(reader.next() == nil)
        reader.append([0xff, 1, 2, 3])
        #expect(reader.next() == nil)
        #expect(reader.bufferedCount == 5)
    }

    @Test func `octets that are added before the last were cut keep their order`() {
        var reader = NoiseFrameReader()
        reader.append(NoiseFraming.frame([1, 2]))
        reader.append(NoiseFraming.frame([3]))
        #expect(reader.next().map(Bytes.init) == [1, 2])
        #expect(reader.next().map(Bytes.init) == [3])
        #expect(reader.next() == nil)
    }
}
