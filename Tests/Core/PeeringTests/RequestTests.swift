// This source file is part of the Outpace project. License: see LICENSE.

import Peering
import Primitives
import Testing
import Wire
import Yamux

struct RequestTests {
    static var serving: SessionLimits {
        var limits = SessionLimits()
        limits.servesPerf = true
        return limits
    }

    @Test func `a ping is answered with the time it took`() {
        var pair = SessionPair(seed: 1)
        pair.start()
        pair.stepDialer([.requested(.ping, number: 7)])
        pair.now = pair.now.advanced(by: .milliseconds(30))
        pair.run()
        let answer = SessionAnswer.ping(roundTrip: .milliseconds(30))
        #expect(pair.dialerHeard.contains(.answered(number: 7, answer)))
        pair.stepDialer([.requested(.ping, number: 8)])
        pair.run()
        #expect(pair.dialerHeard.last == .answered(number: 8, .ping(roundTrip: .zero)))
    }

    @Test(arguments: [
        (UInt64(0), UInt64(0)), (0, 1), (1, 0), (5_000_000, 0), (0, 5_000_000),
        (3_000_000, 7_000_001),
    ])
    func `a measurement moves what it says both ways`(upload: UInt64, download: UInt64) {
        var pair = SessionPair(seed: 2, limits: Self.serving)
        pair.pieceLimit = 300_000
        pair.start()
        pair.stepListener([.requested(.perf(upload: upload, download: download), number: 3)])
        pair.run()
        let result = PerfResult(
            uploadByteCount: upload, downloadByteCount: download, uploadDuration: .zero,
            downloadDuration: .zero)
        #expect(pair.listenerHeard.last == .answered(number: 3, .perf(result)))
    }

    @Test func `a step writes no more than its bound however much waits`() {
        var limits = Self.serving
        limits.multiplexer.receiveWindowByteCount = 8 * 1024 * 1024
        var pair = SessionPair(seed: 3, limits: limits)
        pair.start()
        pair.stepDialer([.requested(.perf(upload: .max, download: 0), number: 1)])
        #expect(pair.towardsListener.count < 1000)
        pair.stepListener([.received(pair.towardsListener)])
        pair.towardsListener = []
        pair.stepDialer([.received(pair.towardsDialer)])
        #expect(pair.towardsListener.count > 128 * 1024)
        #expect(pair.towardsListener.count < 128 * 1024 + 66_000)
        #expect(pair.dialer.nextDeadline == pair.now)
        pair.stepDialer([.congested])
        let before = pair.towardsListener.count
        pair.stepDialer([.woke])
        #expect(pair.towardsListener.count == before)
        #expect(pair.dialer.nextDeadline != pair.now)
        pair.stepDialer([.cancelled(number: 1)])
        #expect(pair.dialerHeard.last == .unanswered(number: 1, .cancelled))
    }

    @Test func `a peer that does not serve measurements says so`() {
        var pair = SessionPair(seed: 4)
        pair.start()
        pair.stepDialer([.requested(.perf(upload: 1_000_000, download: 1), number: 1)])
        pair.run()
        #expect(pair.dialerHeard.last == .unanswered(number: 1, .notSpoken))
        #expect(!pair.dialer.isFinished && !pair.listener.isFinished)
    }

    @Test func `two requests of a kind at once are one too many`() {
        var pair = SessionPair(seed: 5)
        pair.start()
        pair.stepDialer([.requested(.ping, number: 1), .requested(.ping, number: 2)])
        #expect(pair.dialerHeard.last == .unanswered(number: 2, .busy))
        pair.run()
        #expect(pair.dialerHeard.last == .answered(number: 1, .ping(roundTrip: .zero)))
    }

    @Test func `a request that stands still is given up and the session goes on`() {
        var pair = SessionPair(seed: 6, limits: Self.serving)
        pair.start()
        pair.stepDialer([.requested(.perf(upload: 10, download: 10), number: 1)])
        pair.towardsListener = []
        pair.now = pair.now.advanced(by: .seconds(10))
        pair.stepDialer([.woke])
        #expect(pair.dialerHeard.contains(.unanswered(number: 1, .timeout)))
        #expect(!pair.dialer.isFinished)
    }

    @Test func `the end of the session ends what was asked`() {
        var pair = SessionPair(seed: 7)
        pair.start()
        pair.stepDialer([.requested(.ping, number: 1), .aborted])
        #expect(
            pair.dialerHeard.suffix(2) == [.unanswered(number: 1, .sessionEnded), .finished(nil)])
        #expect(pair.dialer.step(.requested(.ping, number: 2), at: pair.now).isEmpty)
    }

    @Test func `new addresses are pushed to the peer, the last of many`() {
        var pair = SessionPair(seed: 8)
        pair.start()
        let addresses = (0..<5).map { number -> Bytes in [4, 10, 0, 0, number, 6, 0, 80] }
        for address in addresses {
            pair.stepDialer([.announced(listenAddresses: [address])])
            pair.run()
        }
        pair.stepDialer([.announced(listenAddresses: [addresses[4]])])
        #expect(pair.listenerHeard.toldAddresses == [SessionPair.address, addresses[0]])
        pair.advance(by: .seconds(5))
        #expect(
            pair.listenerHeard.toldAddresses
                == [SessionPair.address, addresses[0], addresses[4]])
    }

    @Test func `a peer that pushes too often is not read and not punished`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        var info = IdentifyInfo()
        for number in 0..<8 {
            info.agentVersion = "\(number)"
            let id = peer.open("/ipfs/id/push/1.0.0")
            peer.write(FrameDecoder.frame(info.encode()), to: id)
        }
        #expect(peer.resets.count == 4)
        #expect(peer.heard.agents == ["0", "1", "2", "3"])
        peer.advance(by: .seconds(5))
        let id = peer.open("/ipfs/id/push/1.0.0")
        peer.write(FrameDecoder.frame(info.encode()), to: id)
        #expect(peer.heard.agents.last == "7")
        #expect(!peer.session.isFinished)
    }

    @Test func `a peer that opens the direct lane again without end is cut off`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        for _ in 0..<200 where !peer.session.isFinished {
            _ = peer.open("/outpace/channel/1")
        }
        #expect(readyCount(peer) == SessionLimits().laneOpeningsLimit)
        #expect(peer.session.isFinished)
    }

    /// How often the direct lane was opened.
    private func readyCount(_ peer: ForeignPeer) -> Int {
        peer.heard.count { effect in
            if case .ready(.direct, _) = effect { true } else { false }
        }
    }

    @Test func `a peer that opens the direct lane again now and then is served`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        for _ in 0..<200 {
            _ = peer.open("/outpace/channel/1")
            peer.advance(by: .seconds(1))
        }
        #expect(readyCount(peer) == 200)
        #expect(!peer.session.isFinished)
        #expect(peer.session.isReady(.direct))
    }

    @Test func `a served measurement of a peer is one at a time and never held`() throws {
        var peer = try ForeignPeer(multiplexers: [], limits: Self.serving)
        let first = peer.open("/perf/1.0.0")
        let second = peer.open("/perf/1.0.0")
        #expect(peer.resets == [second])
        peer.write([0, 0, 0, 0, 0, 1, 0, 0], to: first)
        peer.multiplexer.finish(first)
        peer.flush()
        #expect(peer.received[first]?.suffix(65_536).allSatisfy { $0 == 0 } == true)
        #expect((peer.received[first]?.count ?? 0) > 65_536)
    }

    @Test func `a measurement that ends before it says how much is reset`() throws {
        var peer = try ForeignPeer(multiplexers: [], limits: Self.serving)
        let id = peer.open("/perf/1.0.0")
        peer.write([0, 0, 0], to: id)
        peer.multiplexer.finish(id)
        peer.flush()
        #expect(peer.resets == [id])
        #expect(!peer.session.isFinished)
    }

    @Test func `what is queued leaves before a session that is closed`() {
        var pair = SessionPair(seed: 9)
        pair.pieceLimit = 200_000
        pair.start()
        let messages = (0..<4).map { number in Bytes(repeating: number, count: 500_000) }
        pair.stepDialer(messages.map { .sent(.direct, $0) } + [.closed])
        #expect(!pair.dialerHeard.isFinished)
        pair.stepDialer([.sent(.direct, [9])])
        pair.run()
        #expect(pair.listenerHeard.messages(.direct) == messages)
        #expect(pair.dialerHeard.last == .finished(nil))
        #expect(pair.listenerHeard.fault == .wentAway(0))
    }

    @Test func `a peer that takes nothing holds up the end for a short while only`() {
        var pair = SessionPair(seed: 10)
        pair.start()
        pair.stepDialer([.sent(.direct, Bytes(repeating: 1, count: 1_000_000)), .closed])
        pair.towardsListener = []
        #expect(!pair.dialer.isFinished)
        pair.now = pair.now.advanced(by: .seconds(2))
        pair.stepDialer([.woke])
        #expect(pair.dialerHeard.last == .finished(nil))
    }
}

extension SessionPair {
    static let address: Bytes = [4, 127, 0, 0, 1, 6, 0x0f, 0xa1]
}

extension [SessionEffect] {
    fileprivate var told: [IdentifyInfo] {
        compactMap { effect in
            if case .identified(let info) = effect { info } else { nil }
        }
    }

    fileprivate var toldAddresses: [Bytes] { told.flatMap(\.listenAddresses) }

    fileprivate var agents: [String] { told.map(\.agentVersion) }
}
