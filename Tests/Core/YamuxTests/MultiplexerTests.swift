// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing
import Yamux

struct MultiplexerTests {
    @Test func `a dialer numbers its streams oddly and a listener evenly`() {
        var dialer = Multiplexer.dialer()
        #expect([dialer.opening(), dialer.opening()] == [StreamID(1), StreamID(3)])
        var listener = Multiplexer.listener()
        #expect([listener.opening(), listener.opening()] == [StreamID(2), StreamID(4)])
    }

    @Test func `a stream is opened with a window update before its data`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        dialer.write([1, 2], to: id)
        #expect(dialer.takeAll() == frame(.windowUpdate, .open, 1, 0) + data(1, [1, 2]))
    }

    @Test func `a stream of the peer is accepted and its data comes out`() {
        var listener = Multiplexer.listener()
        let events = listener.receive(data(1, [7, 8], .open))
        #expect(events == [.opened(StreamID(1)), .received(StreamID(1), [7, 8])])
        #expect(listener.takeAll() == frame(.windowUpdate, .acknowledge, 1, 0))
    }

    @Test func `octets one by one give the same data`() {
        var listener = Multiplexer.listener()
        var received: Bytes = []
        let wire = frame(.windowUpdate, .open, 1, 0) + data(1, [1, 2, 3]) + data(1, [4], .finish)
        var events: [MultiplexerEvent] = []
        for byte in wire { events += listener.receive([byte]) }
        for case .received(_, let part) in events { received += part }
        #expect(received == [1, 2, 3, 4])
        #expect(events.last == .finished(StreamID(1)))
    }

    @Test func `a ping is answered with its value`() {
        var listener = Multiplexer.listener()
        #expect(listener.receive(frame(.ping, .open, 0, 0xdead_beef)).isEmpty)
        #expect(listener.takeAll() == frame(.ping, .acknowledge, 0, 0xdead_beef))
        #expect(listener.receive(frame(.ping, .acknowledge, 0, 5)) == [.ponged(5)])
    }

    @Test func `a farewell is reported with its reason`() {
        var listener = Multiplexer.listener()
        #expect(listener.receive(frame(.goAway, [], 0, 2)) == [.wentAway(2)])
        listener.goAway(1)
        #expect(listener.takeAll() == frame(.goAway, [], 0, 1))
    }

    @Test func `data is cut into frames of sixteen kibibytes beside other data`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        let other = dialer.opening()
        _ = dialer.takeAll()
        dialer.write(Bytes(repeating: 1, count: 40_000), to: id)
        dialer.write([2], to: other)
        let output = dialer.takeAll()
        #expect(output.count == 40_001 + 4 * FrameHeader.byteCount)
        #expect(output.prefix(12).elementsEqual(frame(.data, [], 1, 16_384)))
        #expect(output.dropFirst(12 + 16_384).prefix(13).elementsEqual(data(3, [2])))
    }

    @Test func `data that is alone is cut into frames that fill a Noise message`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        _ = dialer.takeAll()
        dialer.write(Bytes(repeating: 1, count: 70_000), to: id)
        let output = dialer.takeOutput(upTo: 65_519)
        #expect(output.count == 65_519)
        #expect(output.prefix(12).elementsEqual(frame(.data, [], 1, 65_507)))
        #expect(dialer.takeAll().count == 70_000 - 65_507 + FrameHeader.byteCount)
    }

    @Test func `streams take turns and the lower rank goes first`() {
        var dialer = Multiplexer.dialer()
        let bulk = dialer.opening(rank: 5)
        let urgent = dialer.opening(rank: 0)
        _ = dialer.takeAll()
        dialer.write(Bytes(repeating: 1, count: 30_000), to: bulk)
        dialer.write([2], to: urgent)
        let output = dialer.takeAll()
        #expect(output.prefix(13).elementsEqual(data(3, [2])))
        #expect(output.dropFirst(13).prefix(12).elementsEqual(frame(.data, [], 1, 16_384)))
    }

    @Test(arguments: [13, 14, 25, 100, 65_519])
    func `output never exceeds what was asked`(limit: Int) {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        dialer.write(Bytes(repeating: 1, count: 1000), to: id)
        dialer.finish(id)
        var wire: Bytes = []
        while dialer.hasOutput {
            let output = dialer.takeOutput(upTo: limit)
            #expect(!output.isEmpty && output.count <= limit)
            wire += output
        }
        var listener = Multiplexer.listener()
        var count = 0
        for case .received(_, let part) in listener.receive(wire) { count += part.count }
        #expect(count == 1000)
    }

    @Test func `sending stops at the window and goes on with credit`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        dialer.write(Bytes(repeating: 1, count: 300_000), to: id)
        _ = dialer.takeAll()
        #expect(dialer.queuedByteCount(id) == 300_000 - 262_144)
        #expect(!dialer.hasOutput)
        _ = dialer.receive(frame(.windowUpdate, .acknowledge, 1, 10))
        #expect(dialer.takeAll() == data(1, Bytes(repeating: 1, count: 10)))
    }

    @Test func `credit is given back at half the window in one frame`() {
        var listener = Multiplexer.listener()
        _ = listener.receive(frame(.windowUpdate, .open, 1, 0))
        _ = listener.takeAll()
        let part = Bytes(repeating: 0, count: 32_768)
        for _ in 0..<3 {
            _ = listener.receive(data(1, part))
            listener.consume(part.count, of: StreamID(1), at: .zero)
            #expect(listener.takeAll().isEmpty)
        }
        _ = listener.receive(data(1, part))
        listener.consume(part.count, of: StreamID(1), at: .zero)
        #expect(listener.takeAll() == frame(.windowUpdate, [], 1, 131_072))
    }

    @Test func `a larger window is announced when the stream opens`() {
        var limits = YamuxLimits()
        limits.receiveWindowByteCount = 1024 * 1024
        var dialer = Multiplexer.dialer(limits)
        _ = dialer.opening()
        #expect(dialer.takeAll() == frame(.windowUpdate, .open, 1, 768 * 1024))
    }

    @Test func `a finished stream stays readable until the peer finishes too`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        dialer.write([1], to: id)
        dialer.finish(id)
        dialer.write([2], to: id)
        #expect(
            dialer.takeAll() == frame(.windowUpdate, .open, 1, 0) + data(1, [1], .finish))
        #expect(dialer.receive(data(1, [9])) == [.received(id, [9])])
        #expect(dialer.receive(frame(.windowUpdate, .finish, 1, 0)) == [.finished(id)])
        #expect(dialer.streamCount == 0)
    }

    @Test func `an end without data is a window update`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        _ = dialer.takeAll()
        dialer.finish(id)
        #expect(dialer.takeAll() == frame(.windowUpdate, .finish, 1, 0))
        #expect(!dialer.hasOutput)
    }

    @Test func `a reset forgets the stream and what was queued`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        _ = dialer.takeAll()
        dialer.write([1, 2, 3], to: id)
        #expect(dialer.reset(id) == 3)
        #expect(dialer.takeAll() == frame(.windowUpdate, .reset, 1, 0))
        #expect(dialer.streamCount == 0)
    }

    @Test func `a reset of the peer tells how much was lost`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        dialer.write([1, 2, 3], to: id)
        #expect(
            dialer.receive(frame(.windowUpdate, .reset, 1, 0))
                == [.reset(id, discardedByteCount: 3, nil)])
    }

    @Test func `frames of a stream that was closed are passed over`() {
        var dialer = Multiplexer.dialer()
        let id = dialer.opening()
        dialer.reset(id)
        let late = data(1, [1, 2, 3]) + frame(.windowUpdate, [], 1, 5) + data(1, [], .finish)
        #expect(dialer.receive(late + frame(.goAway, [], 0, 0)) == [.wentAway(0)])
    }

    @Test func `at most the backlog of our streams waits for the peer`() {
        var limits = YamuxLimits()
        limits.unacknowledgedStreamLimit = 2
        var dialer = Multiplexer.dialer(limits)
        let first = dialer.opening()
        _ = dialer.opening()
        #expect(dialer.open(rank: 0) == nil)
        _ = dialer.receive(frame(.windowUpdate, .acknowledge, first.number, 0))
        #expect(dialer.open(rank: 0) != nil)
    }
}
