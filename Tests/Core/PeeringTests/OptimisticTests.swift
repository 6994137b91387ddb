// This source file is part of the Outpace project. License: see LICENSE.

import Multistream
import Noise
import Peering
import Primitives
import Testing

struct OptimisticTests {
    static let header = MultistreamMessage.encode(MultistreamMessage.header)

    @Test func `the first answered octet comes in three round trips, that of TCP included`() {
        var limits = SessionLimits()
        limits.servesPerf = true
        var pair = FlightPair(limits: limits)
        pair.connect(asking: [.ping, .perf(upload: 100, download: 1)])
        pair.exchange { effect in
            if case .answered = effect { true } else { false }
        }
        #expect(pair.roundTripCount == 3)
        let roundTrip = FlightPair.flightTime * 2
        #expect(pair.dialerHeard.contains(.answered(number: 0, .ping(roundTrip: roundTrip))))
        let result = PerfResult(
            uploadByteCount: 100, downloadByteCount: 1, uploadDuration: .zero,
            downloadDuration: roundTrip)
        #expect(pair.dialerHeard.contains(.answered(number: 1, .perf(result))))
        #expect(pair.dialerHeard.contains(.ready(.gossip, protocolName: "/meshsub/1.2.0")))
        #expect(pair.dialerHeard.contains(.ready(.direct, protocolName: "/outpace/channel/1")))
    }

    @Test func `the first flight of a dialer carries the first message of Noise`() {
        var session = SessionPair.session(
            .dialer(expecting: nil), SessionPair.dialerKey, seed: 1, SessionLimits(), .zero)
        let effects = session.step(.started, at: .zero)
        let opening = Self.header + MultistreamMessage.encode("/noise")
        guard case .write(let bytes) = effects.first else {
            Issue.record("nothing was written")
            return
        }
        #expect(bytes.starts(with: opening))
        #expect(bytes.dropFirst(opening.count).starts(with: [0, 32]))
        #expect(bytes.count == opening.count + 34)
    }

    @Test func `a peer that does not name its muxers answers in one more round trip`() throws {
        var peer = try ForeignListener()
        peer.connect(asking: .ping)
        #expect(!peer.answersRefusal)
        #expect(peer.heard.contains { $0.isPingAnswer })
        // TCP, Noise, and everything else together.
        #expect(peer.roundTripCount == 3)
        #expect(peer.session.isEstablished)
    }

    @Test func `a peer that refuses the muxer ends the session before it was told of`() throws {
        var peer = try ForeignListener(refusing: "/yamux/1.0.0")
        peer.connect(asking: .ping)
        #expect(
            peer.heard == [
                .unanswered(number: 0, .sessionEnded), .finished(.multiplexerRefused),
            ])
    }

    @Test func `a peer that refuses Noise ends the session cleanly`() throws {
        var peer = try ForeignListener(refusing: "/noise")
        peer.connect(asking: .ping)
        #expect(
            peer.heard == [
                .unanswered(number: 0, .sessionEnded), .finished(.securityRefused),
            ])
    }

    @Test func `a peer that never agrees on a muxer is given up at the deadline`() throws {
        var peer = try ForeignListener(silentAfterHandshake: true)
        peer.connect(asking: .ping)
        #expect(!peer.session.isEstablished)
        let deadline = try #require(peer.session.nextDeadline)
        let effects = peer.session.step(.woke, at: deadline)
        #expect(effects.last == .finished(.handshakeTimeout))
    }
}

struct ThroughputTests {
    /// What one initial window per round trip would take 256 round trips for.
    @Test func `windows grow until a long path is full`() {
        var limits = SessionLimits()
        limits.servesPerf = true
        var pair = FlightPair(limits: limits)
        pair.connect(asking: [.perf(upload: 64 << 20, download: 0)])
        pair.exchange { effect in
            if case .answered = effect { true } else { false }
        }
        // Six doublings, one every round trip, then sixteen mebibytes in each.
        #expect(pair.roundTripCount <= 18)
        #expect(!pair.dialer.isFinished && !pair.listener.isFinished)
    }

    @Test func `a download fills the path as well`() {
        var limits = SessionLimits()
        limits.servesPerf = true
        var pair = FlightPair(limits: limits)
        pair.connect(asking: [.perf(upload: 0, download: 64 << 20)])
        pair.exchange { effect in
            if case .answered = effect { true } else { false }
        }
        #expect(pair.roundTripCount <= 18)
    }
}

extension SessionEffect {
    var isPingAnswer: Bool {
        if case .answered(_, .ping) = self { true } else { false }
    }
}
