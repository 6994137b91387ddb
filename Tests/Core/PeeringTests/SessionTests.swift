// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Noise
import Peering
import Primitives
import Testing

struct SessionTests {
    @Test(arguments: UInt64(0)..<20)
    func `two sessions find each other and open both lanes`(seed: UInt64) {
        var pair = SessionPair(seed: seed)
        pair.pieceLimit = seed % 2 == 0 ? 3 : 4000
        pair.start()
        let hash = pair.dialer.handshakeHash
        #expect(
            pair.dialerHeard.first
                == .established(SessionPair.listenerKey.publicKey, handshakeHash: hash))
        #expect(
            pair.listenerHeard.first
                == .established(SessionPair.dialerKey.publicKey, handshakeHash: hash))
        for effects in [pair.dialerHeard, pair.listenerHeard] {
            #expect(effects.contains(.ready(.gossip, protocolName: "/meshsub/1.2.0")))
            #expect(effects.contains(.ready(.direct, protocolName: "/outpace/channel/1")))
            #expect(!effects.isFinished)
        }
        #expect(pair.dialer.handshakeHash == pair.listener.handshakeHash)
        #expect(pair.dialer.handshakeHash.count == 32)
    }

    @Test func `both sides tell about themselves and measure the round trip`() {
        var pair = SessionPair(seed: 1)
        pair.start()
        for effects in [pair.dialerHeard, pair.listenerHeard] {
            let told = effects.compactMap { effect in
                if case .identified(let info) = effect { info } else { nil }
            }
            #expect(told.count == 1)
            #expect(told.first?.agentVersion == "outpace/test")
            #expect(told.first?.protocols.contains("/outpace/channel/1") == true)
            #expect(effects.contains(.measured(roundTrip: .zero)))
        }
    }

    @Test(arguments: UInt64(0)..<4)
    func `ten thousand messages arrive whole and in order both ways`(seed: UInt64) {
        var pair = SessionPair(seed: seed)
        pair.pieceLimit = 20_000
        pair.start()
        var sent: [SessionLane: [Bytes]] = [:]
        var generator = SeededGenerator(seed: seed)
        for round in 0..<100 {
            var inputs: [SessionInput] = []
            for index in 0..<50 {
                for lane in SessionLane.allCases {
                    let count = Int.random(in: 0...600, using: &generator)
                    let fill = UInt8(truncatingIfNeeded: round &* 7 &+ index)
                    let message = Bytes(repeating: fill, count: count)
                    inputs.append(.sent(lane, message))
                    sent[lane, default: []].append(message)
                }
            }
            pair.stepDialer(inputs)
            pair.stepListener(inputs)
            pair.run()
        }
        for lane in SessionLane.allCases {
            #expect(pair.listenerHeard.messages(lane) == sent[lane])
            #expect(pair.dialerHeard.messages(lane) == sent[lane])
        }
    }

    @Test func `a message of the largest size passes and a larger one is dropped`() {
        var pair = SessionPair(seed: 2)
        pair.pieceLimit = 70_000
        pair.start()
        let largest = Bytes(repeating: 7, count: 1024 * 1024)
        pair.stepDialer([.sent(.direct, largest), .sent(.direct, largest + [1])])
        pair.run()
        #expect(pair.listenerHeard.messages(.direct) == [largest])
        #expect(pair.dialerHeard.contains(.dropped(.direct, byteCount: largest.count + 1)))
    }

    @Test func `a thousand small messages of one step make one write`() {
        var pair = SessionPair(seed: 3)
        pair.start()
        let before = pair.dialerWrites
        pair.stepDialer((0..<1000).map { number in .sent(.gossip, [UInt8(number % 256)]) })
        #expect(pair.dialerWrites == before + 1)
    }

    @Test func `a peer that does not read leaves the queue bounded and drops visible`() {
        var limits = SessionLimits()
        limits.directQueueByteLimit = 100_000
        var pair = SessionPair(seed: 4, limits: limits)
        pair.start()
        let message = Bytes(repeating: 1, count: 1000)
        for _ in 0..<1000 { pair.stepDialer([.sent(.direct, message)]) }
        #expect(pair.dialer.bufferedByteCount(.direct) <= 100_000)
        #expect(pair.towardsListener.count <= 300_000)
        let dropped = pair.dialerHeard.count { $0 == .dropped(.direct, byteCount: 1000) }
        pair.run()
        #expect(pair.listenerHeard.messages(.direct).count == 1000 - dropped)
        #expect(dropped > 0)
        #expect(pair.dialerHeard.contains(.drained(.direct)))
    }

    @Test func `nothing is written while the connection is congested`() {
        var pair = SessionPair(seed: 5)
        pair.start()
        pair.stepDialer([.congested, .sent(.direct, [1, 2, 3])])
        #expect(pair.towardsListener.isEmpty)
        #expect(pair.dialer.bufferedByteCount(.direct) == 4)
        pair.stepDialer([.relieved])
        pair.run()
        #expect(pair.listenerHeard.messages(.direct) == [[1, 2, 3]])
    }

    @Test func `a peer other than the expected one is refused`() {
        var pair = SessionPair(seed: 6, expecting: SessionPair.nodeKey(9).peerID)
        pair.start()
        let fault = SessionFault.noise(
            .wrongPeer(
                expected: SessionPair.nodeKey(9).peerID, found: SessionPair.listenerKey.peerID))
        #expect(pair.dialerHeard == [.finished(fault)])
        #expect(!pair.listener.isEstablished)
    }

    @Test func `a node does not talk to itself`() {
        var pair = SessionPair(seed: 7, expecting: nil, listenerKey: SessionPair.dialerKey)
        pair.start()
        #expect(pair.dialerHeard == [.finished(.noise(.selfConnection))])
    }

    @Test func `a silent peer ends the session at the handshake deadline`() {
        var pair = SessionPair(seed: 8)
        pair.stepDialer([.started])
        pair.now = pair.now.advanced(by: .milliseconds(9_999))
        pair.stepDialer([.woke])
        #expect(!pair.dialer.isFinished)
        pair.now = pair.now.advanced(by: .milliseconds(1))
        pair.stepDialer([.woke])
        #expect(pair.dialerHeard == [.finished(.handshakeTimeout)])
    }

    @Test func `an idle session lives on pings`() {
        var pair = SessionPair(seed: 9)
        pair.start()
        pair.advance(by: .seconds(600))
        #expect(!pair.dialer.isFinished && !pair.listener.isFinished)
        let measured = pair.dialerHeard.count { $0 == .measured(roundTrip: .zero) }
        #expect(measured == 121)
    }

    @Test func `an unanswered ping ends the session after twenty seconds`() {
        var pair = SessionPair(seed: 10)
        pair.start()
        pair.now = pair.now.advanced(by: .seconds(5))
        pair.stepDialer([.woke])
        pair.now = pair.now.advanced(by: .seconds(20))
        pair.stepDialer([.woke])
        #expect(pair.dialerHeard.fault == .pingTimeout)
    }

    @Test func `a peer that talks is alive although its answer waits`() {
        var pair = SessionPair(seed: 13)
        var patient = SessionLimits()
        patient.pingTimeout = .seconds(1000)
        pair.listener = SessionPair.session(
            .listener, SessionPair.listenerKey, seed: 28, patient, pair.now)
        pair.start()
        pair.now = pair.now.advanced(by: .seconds(5))
        pair.stepDialer([.woke])
        // The question is lost on its way, so there will be no answer.
        pair.towardsListener = []
        for number in 0..<10 {
            pair.now = pair.now.advanced(by: .seconds(5))
            pair.stepListener([.sent(.direct, [UInt8(number)])])
            pair.towardsListener = []
            pair.stepDialer([.received(pair.towardsDialer)])
            pair.towardsDialer = []
        }
        #expect(!pair.dialer.isFinished)
        pair.now = pair.now.advanced(by: .seconds(20))
        pair.stepDialer([.woke])
        #expect(pair.dialerHeard.fault == .pingTimeout)
    }

    @Test func `closing tells the peer and ends both sides`() {
        var pair = SessionPair(seed: 11)
        pair.start()
        pair.stepDialer([.sent(.direct, [5]), .closed])
        #expect(pair.dialerHeard.last == .finished(nil))
        pair.run()
        #expect(pair.listenerHeard.messages(.direct) == [[5]])
        #expect(pair.listenerHeard.fault == .wentAway(0))
        #expect(pair.dialer.nextDeadline == nil)
        #expect(pair.dialer.step(.woke, at: pair.now).isEmpty)
    }

    @Test func `a message before the lane is ready is reported as dropped`() {
        var pair = SessionPair(seed: 12)
        pair.stepDialer([.started, .sent(.gossip, [1, 2])])
        #expect(pair.dialerHeard == [.dropped(.gossip, byteCount: 2)])
    }
}
