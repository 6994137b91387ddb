// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing
import Yamux

struct WindowTests {
    private static let roundTrip = Duration.milliseconds(60)
    private static let stream = StreamID(1)

    /// A listener with one open stream of the peer and a known round trip.
    private static func listener(_ limits: YamuxLimits = YamuxLimits()) -> Multiplexer {
        var listener = Multiplexer.listener(limits)
        listener.roundTrip = roundTrip
        _ = listener.receive(frame(.windowUpdate, .open, 1, 0))
        _ = listener.takeAll()
        return listener
    }

    /// Sends one half of the window in frames and consumes it at once, at the given time.
    ///
    /// - Returns: the credit that was given.
    private static func useHalf(
        of listener: inout Multiplexer, stream: StreamID = stream, at now: Instant
    ) throws -> UInt32 {
        let window = try #require(listener.windowByteCount(stream))
        var rest = Int(window / 2)
        while rest > 0 {
            let count = min(rest, 1024 * 1024)
            let part = Bytes(repeating: 0, count: count)
            for case .received(let id, let part) in listener.receive(data(stream.number, part)) {
                listener.consume(part.count, of: id, at: now)
            }
            rest -= count
        }
        let output = listener.takeAll()
        try #require(output.count == FrameHeader.byteCount)
        let header = try FrameHeader.decode(output[...])
        #expect(header.kind == .windowUpdate && header.streamID == stream)
        return header.length
    }

    @Test func `a window that is used up within two round trips doubles, up to its limit`() throws {
        var listener = Self.listener()
        var now = Instant(nanoseconds: 1)
        var windows: [UInt32] = []
        for _ in 0..<8 {
            let before = try #require(listener.windowByteCount(Self.stream))
            now = now.advanced(by: Self.roundTrip)
            let credit = try Self.useHalf(of: &listener, at: now)
            let after = try #require(listener.windowByteCount(Self.stream))
            #expect(credit == before / 2 + (after - before))
            windows.append(after / 1024)
        }
        #expect(windows == [256, 512, 1024, 2048, 4096, 8192, 16384, 16384])
    }

    @Test func `a window that is used slowly stays as it is`() throws {
        var listener = Self.listener()
        var now = Instant(nanoseconds: 1)
        _ = try Self.useHalf(of: &listener, at: now)
        for _ in 0..<3 {
            now = now.advanced(by: Self.roundTrip * 2 + .nanoseconds(1))
            #expect(try Self.useHalf(of: &listener, at: now) == 128 * 1024)
        }
        #expect(listener.windowByteCount(Self.stream) == YamuxLimits.initialWindowByteCount)
    }

    @Test func `a window does not grow before the round trip is known`() throws {
        var listener = Self.listener()
        listener.roundTrip = nil
        #expect(try Self.useHalf(of: &listener, at: .zero) == 128 * 1024)
    }

    @Test func `all windows of a session grow within one bound, and what ends gives back`() throws {
        let window = YamuxLimits.initialWindowByteCount
        var limits = YamuxLimits()
        limits.windowGrowthByteLimit = 1024 * 1024
        var listener = Self.listener(limits)
        _ = listener.receive(frame(.windowUpdate, .open, 3, 0))
        _ = listener.takeAll()
        for _ in 0..<4 { _ = try Self.useHalf(of: &listener, at: .zero) }
        for _ in 0..<4 { _ = try Self.useHalf(of: &listener, stream: StreamID(3), at: .zero) }
        #expect(listener.windowByteCount(Self.stream) == 4 * window)
        #expect(listener.windowByteCount(StreamID(3)) == 2 * window)
        _ = listener.receive(frame(.windowUpdate, .reset, 1, 0))
        _ = try Self.useHalf(of: &listener, stream: StreamID(3), at: .zero)
        #expect(listener.windowByteCount(StreamID(3)) == 4 * window)
    }

    @Test func `no credit is given for a stream that is over`() {
        var listener = Self.listener()
        let part = Bytes(repeating: 0, count: 200_000)
        let events = listener.receive(data(1, part, .finish))
        #expect(events.last == .finished(Self.stream))
        listener.consume(part.count, of: Self.stream, at: .zero)
        #expect(!listener.hasOutput)
        listener.reset(Self.stream)
        _ = listener.takeAll()
        listener.consume(10, of: Self.stream, at: .zero)
        #expect(!listener.hasOutput)
    }

    @Test func `zeros are sent by credit, end the stream and take no room`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        dialer.write([7], to: id)
        dialer.writeZeros(300_000, to: id)
        dialer.finish(id)
        dialer.write([8], to: id)
        var listener = Multiplexer.listener()
        var received: Bytes = []
        var isOver = false
        while dialer.hasOutput {
            for event in listener.receive(dialer.takeOutput(upTo: 65_519)) {
                if case .received(let id, let part) = event {
                    received += part
                    listener.consume(part.count, of: id, at: .zero)
                }
                isOver = isOver || event == .finished(id)
            }
            _ = dialer.receive(listener.takeAll())
        }
        #expect(received == [7] + Bytes(repeating: 0, count: 300_000))
        #expect(isOver && dialer.hasFinished(id))
    }

    @Test func `as many zeros as there can be are no trouble`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        dialer.write([7], to: id)
        dialer.writeZeros(.max, to: id)
        #expect(dialer.queuedByteCount(id) == Int.max)
        #expect(dialer.sendableByteCount == 256 * 1024)
        _ = dialer.takeAll()
        #expect(!dialer.hasOutput)
        #expect(dialer.reset(id) == Int.max)
    }

    @Test func `after a farewell streams are neither opened nor accepted`() {
        var listener = Multiplexer.listener()
        _ = listener.receive(frame(.windowUpdate, .open, 1, 0))
        listener.goAway(0)
        _ = listener.takeAll()
        #expect(listener.open(rank: 0) == nil)
        #expect(listener.receive(frame(.windowUpdate, .open, 3, 0)).isEmpty)
        #expect(listener.takeAll() == frame(.windowUpdate, .reset, 3, 0))
        #expect(listener.receive(data(1, [5])) == [.received(StreamID(1), [5])])
        var dialer = Multiplexer.dialer()
        #expect(dialer.receive(frame(.goAway, [], 0, 0)) == [.wentAway(0)])
        #expect(dialer.open(rank: 0) == nil)
    }
}
