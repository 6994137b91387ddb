// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import TestSupport
import Testing
import Yamux

struct FrameHeaderTests {
    @Test(arguments: FrameKind.allCases, [UInt16(0), 1, 2, 4, 8, 15])
    func `a header survives the round trip`(kind: FrameKind, flags: UInt16) throws {
        let header = FrameHeader(
            kind, FrameFlags(rawValue: flags), stream: StreamID(0x0102_0304), length: 0xa0b0_c0d0)
        #expect(header.bytes.count == FrameHeader.byteCount)
        #expect(try FrameHeader.decode(header.bytes[...]) == header)
    }

    @Test func `the fields lie where the specification has them`() {
        let header = FrameHeader(.ping, .acknowledge, stream: StreamID(0), length: 1)
        #expect(Hex.encode(header.bytes) == "000200020000000000000001")
    }

    @Test func `another version is refused`() {
        var bytes = FrameHeader(.data, stream: StreamID(1), length: 0).bytes
        bytes[0] = 1
        #expect(throws: YamuxFault.unknownVersion(1)) { try FrameHeader.decode(bytes[...]) }
    }

    @Test func `another kind is refused`() {
        var bytes = FrameHeader(.data, stream: StreamID(1), length: 0).bytes
        bytes[1] = 4
        #expect(throws: YamuxFault.unknownKind(4)) { try FrameHeader.decode(bytes[...]) }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `a session recorded from go is understood from both ends`() throws {
        let data = try SharedFolder.data("vectors/go_session_trace.txt")
        var go = Multiplexer.listener()
        var python = Multiplexer.dialer()
        var frameCount = 0
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words[0] == "tp", var bytes = Hex.decode(words[4]), bytes.first == 0,
                let count = Int(words[2].dropFirst(6))
            else { continue }
            // Long lines were cut when the trace was taken.
            bytes += Bytes(repeating: 0, count: count - bytes.count)
            frameCount += 1
            let isFromPython = words[1] == "py>go"
            let events = isFromPython ? go.receive(bytes) : python.receive(bytes)
            for event in events {
                if case .failed(let fault) = event { Issue.record("\(fault) in \(line)") }
                if case .received(let id, let part) = event {
                    isFromPython
                        ? go.consume(part.count, of: id, at: .zero)
                        : python.consume(part.count, of: id, at: .zero)
                }
            }
            // What the other end opens on the wire is opened here as well.
            if bytes[1] == 1, bytes[3] == 1 {
                _ = isFromPython ? python.open(rank: 0) : go.open(rank: 0)
            }
        }
        #expect(frameCount == 61)
    }
}
