// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing
import Wire

@Suite struct FrameDecoderTests {
    private let messages: [Bytes] = [[], [1], Bytes(repeating: 2, count: 127), Bytes(0..<200), []]

    private var stream: Bytes { messages.flatMap { FrameDecoder.frame($0) } }

    private func drain(_ decoder: inout FrameDecoder) throws -> [Bytes] {
        var taken: [Bytes] = []
        while let message = try decoder.next() { taken.append(message) }
        return taken
    }

    @Test(arguments: 1...20)
    func `messages come out whatever the pieces`(pieceCount: Int) throws {
        var decoder = FrameDecoder(limit: 200)
        var taken: [Bytes] = []
        var rest = stream[...]
        while !rest.isEmpty {
            decoder.append(rest.prefix(pieceCount))
            rest = rest.dropFirst(pieceCount)
            taken += try drain(&decoder)
        }
        #expect(taken == messages && decoder.bufferedCount == 0)
    }

    @Test func `every truncation of one message waits`() throws {
        let frame = FrameDecoder.frame(Bytes(0..<150))
        for count in frame.indices {
            var decoder = FrameDecoder(limit: 150)
            decoder.append(frame.prefix(count))
            #expect(try decoder.next() == nil, "\(count) octets")
        }
    }

    @Test func `a length over the limit is refused at once`() {
        var decoder = FrameDecoder(limit: 100)
        decoder.append([101])
        #expect(throws: WireError.overLimit(field: "frame", limit: 100)) { try decoder.next() }
    }

    @Test func `a length of the limit is taken`() throws {
        var decoder = FrameDecoder(limit: 100)
        decoder.append(FrameDecoder.frame(Bytes(repeating: 1, count: 100)))
        #expect(try decoder.next()?.count == 100)
    }

    @Test func `the largest length is refused without harm`() {
        var decoder = FrameDecoder(limit: 100)
        decoder.append(Bytes(repeating: 0xff, count: 8) + [0x7f])
        #expect(throws: WireError.overLimit(field: "frame", limit: 100)) { try decoder.next() }
    }

    @Test func `a malformed length is refused`() {
        var decoder = FrameDecoder(limit: 100)
        decoder.append([0x80, 0x00])
        #expect(throws: WireError.malformedVarint) { try decoder.next() }
    }
}
