// This source file is part of the Outpace project. License: see LICENSE.

import Multistream
import Noise
import Peering
import Primitives
import Testing
import Yamux

struct HostileBytesTests {
    @Test(arguments: UInt64(0)..<200, [true, false])
    func `random octets from the start never trap and never establish`(
        seed: UInt64, isDialer: Bool
    ) {
        var generator = SeededGenerator(seed: seed)
        var pair = SessionPair(seed: seed)
        for _ in 0..<20 {
            let count = Int.random(in: 1...300, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            isDialer
                ? pair.stepDialer([.started, .received(bytes)])
                : pair.stepListener([.started, .received(bytes)])
            if pair.dialer.isFinished || pair.listener.isFinished { break }
            pair = SessionPair(seed: seed)
        }
        #expect(!pair.dialer.isEstablished && !pair.listener.isEstablished)
    }

    @Test(arguments: 0..<300)
    func `one flipped bit anywhere on the way to the listener is a clean end`(index: Int) {
        var pair = SessionPair(seed: 1)
        pair.stepDialer([.started])
        pair.stepListener([.started])
        var passed = 0
        let target = index * 3
        while !pair.towardsDialer.isEmpty || !pair.towardsListener.isEmpty {
            var bytes = pair.towardsListener
            pair.towardsListener = []
            if passed <= target, target < passed + bytes.count {
                bytes[target - passed] ^= 1 << UInt8(index % 8)
            }
            passed += bytes.count
            if !bytes.isEmpty { pair.stepListener([.received(bytes)]) }
            let answer = pair.towardsDialer
            pair.towardsDialer = []
            if !answer.isEmpty { pair.stepDialer([.received(answer)]) }
        }
        pair.now = pair.now.advanced(by: .seconds(60))
        pair.stepDialer([.woke])
        pair.stepListener([.woke])
        pair.run()
        #expect(target >= passed || (pair.dialer.isFinished && pair.listener.isFinished))
    }

    @Test func `a peer that refuses Noise ends the session`() {
        var pair = SessionPair(seed: 1)
        let refusal =
            MultistreamMessage.encode(MultistreamMessage.header) + MultistreamMessage.encode("na")
        pair.stepDialer([.started, .received(refusal)])
        #expect(pair.dialerHeard == [.finished(.securityRefused)])
    }

    @Test func `a web client ends the session`() {
        var pair = SessionPair(seed: 1)
        let request = Bytes("GET / HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n".utf8)
        pair.stepListener([.started, .received(request + request)])
        #expect(pair.listenerHeard.fault?.name == "negotiation")
    }

    @Test func `a recorded session cannot be played again`() {
        var pair = SessionPair(seed: 1)
        pair.stepDialer([.started])
        pair.stepListener([.started])
        var record: [Bytes] = []
        for _ in 0..<6 {
            record.append(pair.towardsListener)
            pair.stepListener([.received(pair.towardsListener)])
            pair.towardsListener = []
            pair.stepDialer([.received(pair.towardsDialer)])
            pair.towardsDialer = []
        }
        #expect(pair.listener.isEstablished)
        var other = SessionPair(seed: 2)
        other.stepListener([.started])
        for bytes in record { other.stepListener([.received(bytes)]) }
        #expect(other.listenerHeard.fault == .noise(.authenticationFailed))
    }

    @Test(arguments: UInt64(0)..<100)
    func `identify messages with damage never trap`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var info = IdentifyInfo()
        info.publicKey = [1, 2, 3]
        info.listenAddresses = [[4, 5], [6]]
        info.protocols = ["/a", "/b"]
        info.observedAddress = [7]
        info.agentVersion = "agent"
        var bytes = info.encode()
        #expect((try? IdentifyInfo.decode(bytes)) == info)
        for _ in 0..<3 {
            let bit = Int.random(in: 0..<bytes.count * 8, using: &generator)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        }
        _ = try? IdentifyInfo.decode(bytes)
        for count in 0..<bytes.count { _ = try? IdentifyInfo.decode(Bytes(bytes.prefix(count))) }
    }

    @Test func `a stream number used again within one message ends the session`() throws {
        var peer = try ForeignPeer(multiplexers: ["/yamux/1.0.0"])
        var wire: Bytes = []
        FrameHeader(.data, .open, stream: StreamID(1), length: 1).append(to: &wire)
        wire.append(7)
        FrameHeader(.windowUpdate, .reset, stream: StreamID(1), length: 0).append(to: &wire)
        for number in 1...512 {
            let id = StreamID(UInt32(number * 2 + 1))
            FrameHeader(.windowUpdate, .open, stream: id, length: 0).append(to: &wire)
            FrameHeader(.windowUpdate, .reset, stream: id, length: 0).append(to: &wire)
        }
        FrameHeader(.windowUpdate, .open, stream: StreamID(1), length: 0).append(to: &wire)
        peer.sendFrames(wire)
        #expect(peer.heard.fault == .multiplexer(.reusedNumber(StreamID(1))))
    }
}
