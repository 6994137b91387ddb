// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing
import Yamux

struct MultiplexerFaultTests {
    static let window: UInt32 = 262_144

    @Test(arguments: [
        (frame(.data, [], 0, 1, [1]), YamuxFault.streamZero),
        (frame(.windowUpdate, [], 0, 1), .streamZero),
        (frame(.ping, .open, 3, 1), .strayStreamNumber(StreamID(3))),
        (frame(.goAway, [], 3, 1), .strayStreamNumber(StreamID(3))),
        (frame(.windowUpdate, .open, 2, 0), .wrongParity(StreamID(2))),
        (data(1, [1]), .unknownStream(StreamID(1))),
        (frame(.windowUpdate, [], 2, 1), .unknownStream(StreamID(2))),
        (frame(.data, .open, 1, window + 1), .windowExceeded(StreamID(1))),
        (frame(.data, .open, 1, UInt32.max), .frameOverLimit(UInt32.max)),
        (frame(.windowUpdate, .open, 1, UInt32.max), .windowOverflow(StreamID(1))),
        (
            frame(.windowUpdate, .open, 1, 0) + frame(.windowUpdate, .open, 1, 0),
            .reusedNumber(StreamID(1))
        ),
        (
            frame(.windowUpdate, .open, 1, 0) + frame(.windowUpdate, .reset, 1, 0)
                + frame(.windowUpdate, .open, 1, 0),
            .reusedNumber(StreamID(1))
        ),
        (
            frame(.windowUpdate, .open, 1, 0) + frame(.windowUpdate, [], 1, UInt32.max - window)
                + frame(.windowUpdate, [], 1, 1),
            .windowOverflow(StreamID(1))
        ),
        (
            frame(.windowUpdate, .open, 1, 0) + frame(.data, [], 1, window + 1),
            .windowExceeded(StreamID(1))
        ),
        ([1], .unknownVersion(1)),
    ])
    func `a broken rule ends the session`(wire: Bytes, fault: YamuxFault) {
        var listener = Multiplexer.listener()
        let padded = wire + Bytes(repeating: 0, count: wire.count == 1 ? 11 : 0)
        #expect(listener.receive(padded).last == .failed(fault))
        #expect(fault.scope == .session)
        #expect(listener.receive(frame(.ping, .open, 0, 1)).isEmpty)
    }

    @Test func `nothing is created for an opening that is refused`() {
        var listener = Multiplexer.listener()
        _ = listener.receive(frame(.data, .open, 1, Self.window + 1))
        #expect(listener.streamCount == 0)
    }

    @Test func `data over the window that is left is refused`() {
        var listener = Multiplexer.listener()
        _ = listener.receive(data(1, Bytes(repeating: 0, count: Int(Self.window)), .open))
        #expect(listener.receive(data(1, [1])) == [.failed(.windowExceeded(StreamID(1)))])
    }

    @Test func `data after the end resets the one stream`() {
        var listener = Multiplexer.listener()
        _ = listener.receive(data(1, [], [.open, .finish]) + data(3, [], .open))
        _ = listener.takeAll()
        let fault = YamuxFault.dataAfterFinish(StreamID(1))
        #expect(
            listener.receive(data(1, [1]) + data(3, [2]))
                == [
                    .reset(StreamID(1), discardedByteCount: 0, fault),
                    .received(StreamID(3), [2]),
                ])
        #expect(listener.takeAll() == frame(.windowUpdate, .reset, 1, 0))
        #expect(fault.scope == .stream)
    }

    @Test func `a stream over the limit is reset and its data passed over`() {
        var limits = YamuxLimits()
        limits.inboundStreamLimit = 1
        var listener = Multiplexer.listener(limits)
        _ = listener.receive(data(1, [], .open))
        _ = listener.takeAll()
        #expect(listener.receive(data(3, [1, 2, 3], .open)).isEmpty)
        #expect(listener.takeAll() == frame(.windowUpdate, .reset, 3, 0))
        #expect(listener.refusedStreamCount == 1)
    }

    @Test func `a flood of openings ends the session`() {
        var listener = Multiplexer.listener()
        var events: [MultiplexerEvent] = []
        for number in 0..<2000 {
            events += listener.receive(frame(.windowUpdate, .open, UInt32(number * 2 + 1), 0))
            _ = listener.takeAll()
        }
        #expect(listener.streamCount == 256)
        #expect(events.last == .failed(.streamFlood(refused: 1025)))
    }

    @Test func `questions without reading the answers end the session`() {
        var listener = Multiplexer.listener()
        let storm = (0..<5000).flatMap { number in frame(.ping, .open, 0, UInt32(number)) }
        let events = listener.receive(storm)
        #expect(events == [.failed(.controlFlood(byteCount: 48 * 1024 + 12))])
    }

    @Test func `a number is not opened again after any number of others`() {
        var listener = Multiplexer.listener()
        var wire = data(1, [7], .open) + frame(.windowUpdate, .reset, 1, 0)
        for number in 1...3000 {
            wire += frame(.windowUpdate, .open, UInt32(number * 2 + 1), 0)
            wire += frame(.windowUpdate, .reset, UInt32(number * 2 + 1), 0)
            #expect(!listener.receive(wire).contains { event in event.isFailure })
            _ = listener.takeAll()
            wire = []
        }
        let again = listener.receive(frame(.windowUpdate, .open, 1, 0))
        #expect(again == [.failed(.reusedNumber(StreamID(1)))])
    }

    @Test func `a number that is skipped by far does not let the old ones be opened again`() {
        var listener = Multiplexer.listener()
        let opened: [UInt32] = [1, 64 * 2 + 1, 5_000_001, UInt32.max]
        for number in opened { _ = listener.receive(data(number, [], .open)) }
        _ = listener.takeAll()
        for number in opened {
            var copy = listener
            let again = copy.receive(data(number, [], .open))
            #expect(again == [.failed(.reusedNumber(StreamID(number)))])
        }
    }

    @Test func `openings that overtake each other are no fault`() {
        var listener = Multiplexer.listener()
        let numbers: [UInt32] = [5, 3, 1, 9, 7, 401, 399, 13]
        for number in numbers {
            #expect(listener.receive(data(number, [], .open)) == [.opened(StreamID(number))])
        }
    }

    @Test func `credit for more than came is cut to what came`() {
        var listener = Multiplexer.listener()
        _ = listener.receive(data(1, [1, 2, 3], .open))
        _ = listener.takeAll()
        listener.consume(Int.max, of: StreamID(1), at: .zero)
        #expect(!listener.hasOutput)
        let rest = Bytes(repeating: 0, count: Int(Self.window) - 3)
        _ = listener.receive(data(1, rest) + data(1, []))
        #expect(listener.receive(data(1, [1])) == [.failed(.windowExceeded(StreamID(1)))])
    }

    @Test(arguments: UInt64(0)..<300)
    func `storms of any frames neither trap nor grow`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var listener = Multiplexer.listener()
        _ = listener.opening()
        for _ in 0..<400 {
            let kind = FrameKind.allCases.randomElement(using: &generator) ?? .data
            let flags = FrameFlags(rawValue: UInt16.random(in: 0..<16, using: &generator))
            let stream = UInt32.random(in: 0..<12, using: &generator)
            let lengths: [UInt32] = [0, 0, 1, 3, 262_144, 262_145, UInt32.max]
            let length = lengths.randomElement(using: &generator) ?? 0
            var wire = frame(kind, flags, stream, length)
            if kind == .data, length < 4 { wire += Bytes(repeating: 1, count: Int(length)) }
            for case .received(let id, let part) in listener.receive(wire) {
                listener.consume(part.count, of: id, at: .zero)
                listener.write(part, to: id)
            }
            _ = listener.takeOutput(upTo: 65_519)
        }
        #expect(listener.streamCount <= 12)
    }

    @Test(arguments: UInt64(0)..<100)
    func `flipped bits never trap`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        dialer.write(Bytes(repeating: 5, count: 200), to: id)
        dialer.ping(77)
        dialer.finish(id)
        var wire = dialer.takeAll()
        for _ in 0..<4 {
            let bit = Int.random(in: 0..<wire.count * 8, using: &generator)
            wire[bit / 8] ^= 1 << UInt8(bit % 8)
        }
        var listener = Multiplexer.listener()
        _ = listener.receive(wire)
        _ = listener.takeAll()
    }
}
