// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Noise
import Primitives
import Testing

struct SecureHandshakeTests {
    @Test func `both sides prove who they are and agree on everything`() throws {
        var pair = HandshakePair()
        let (initiator, responder) = try pair.complete()
        #expect(initiator?.remote == nodeKey(2).publicKey)
        #expect(responder?.remote == nodeKey(1).publicKey)
        #expect(initiator?.multiplexer == "/yamux/1.0.0")
        #expect(responder?.multiplexer == "/yamux/1.0.0")
        #expect(initiator?.hash == responder?.hash)
    }

    @Test func `the first message reveals nothing but a key`() throws {
        var pair = HandshakePair()
        #expect(try pair.initiator.start().count == 2 + 32)
    }

    @Test(arguments: [true, false])
    func `a peer that names no multiplexer leaves it open`(isInitiatorSilent: Bool) throws {
        var pair = HandshakePair()
        if isInitiatorSilent {
            pair.initiator = HandshakePair.side(isInitiator: true, multiplexers: [])
        } else {
            pair.responder = HandshakePair.side(isInitiator: false, multiplexers: [])
        }
        let (initiator, responder) = try pair.complete()
        #expect(initiator != nil && responder != nil)
        #expect(initiator?.multiplexer == nil)
        #expect(responder?.multiplexer == nil)
    }

    @Test func `the first common multiplexer of the initiator wins`() throws {
        var pair = HandshakePair()
        pair.initiator = HandshakePair.side(isInitiator: true, multiplexers: ["/x", "/a", "/b"])
        pair.responder = HandshakePair.side(isInitiator: false, multiplexers: ["/b", "/a"])
        let (initiator, responder) = try pair.complete()
        #expect(initiator?.multiplexer == "/a")
        #expect(responder?.multiplexer == "/a")
    }

    @Test func `no common multiplexer is a fault`() {
        var pair = HandshakePair()
        pair.responder = HandshakePair.side(isInitiator: false, multiplexers: ["/mplex/6.7.0"])
        #expect(throws: NoiseFault.noCommonMultiplexer) { try pair.complete() }
    }

    @Test func `the expected peer is accepted`() throws {
        var pair = HandshakePair()
        pair.initiator = HandshakePair.side(isInitiator: true, expected: nodeKey(2).peerID)
        #expect(try pair.complete().initiator != nil)
    }

    @Test func `another peer than the expected one is refused`() {
        var pair = HandshakePair()
        pair.initiator = HandshakePair.side(isInitiator: true, expected: nodeKey(3).peerID)
        let fault = NoiseFault.wrongPeer(
            expected: nodeKey(3).peerID, found: nodeKey(2).peerID)
        #expect(throws: fault) { try pair.complete() }
    }

    @Test func `a node refuses itself`() {
        var pair = HandshakePair()
        pair.responder = HandshakePair.side(isInitiator: false, identity: 1)
        #expect(throws: NoiseFault.selfConnection) { try pair.complete() }
    }

    @Test func `a payload in the first message is refused`() throws {
        var state = HandshakeState(
            isInitiator: true, prologue: [], staticKeys: keys(1), ephemeralKeys: keys(2))
        let message = try state.writeMessage([1])
        var responder = HandshakePair.side(isInitiator: false)
        #expect(throws: NoiseFault.unexpectedPayload) { try responder.receive(message[...]) }
    }

    @Test(arguments: [
        Bytes(repeating: 0, count: 32), [1] + Bytes(repeating: 0, count: 31),
    ])
    func `a key of small order is refused`(point: Bytes) throws {
        var responder = HandshakePair.side(isInitiator: false)
        #expect(throws: NoiseFault.weakKey) { try responder.receive(point[...]) }
    }

    @Test func `every truncation of every message is refused`() throws {
        for (index, message) in try messages().enumerated() {
            for count in 0..<message.count {
                var reader = try reader(of: index)
                #expect(throws: NoiseFault.self) { try reader.receive(message.prefix(count)) }
            }
        }
    }

    @Test func `every flipped bit ends in a fault, at the latest in the next message`() throws {
        for (index, message) in try messages().enumerated() {
            for bit in stride(from: 0, to: message.count * 8, by: index == 0 ? 1 : 5) {
                var flipped = message
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(!completes(flipped, index: index))
            }
        }
    }

    @Test func `octets behind a message are refused`() throws {
        for (index, message) in try messages().enumerated() {
            var reader = try reader(of: index)
            #expect(throws: NoiseFault.self) { try reader.receive((message + [0])[...]) }
        }
    }

    @Test func `a handshake that failed does not go on`() throws {
        let second = try messages()[1]
        var initiator = try reader(of: 1)
        #expect(throws: NoiseFault.truncated) { try initiator.receive([]) }
        #expect(throws: NoiseFault.alreadyFailed) { try initiator.receive(second[...]) }
    }

    @Test func `a recorded answer does not fit another handshake`() throws {
        let second = try messages()[1]
        var other = SecureHandshake(
            isInitiator: true, key: nodeKey(1), staticKeys: keys(11), ephemeralKeys: keys(99),
            multiplexers: [], expected: nil)
        _ = try other.start()
        #expect(throws: NoiseFault.authenticationFailed) { try other.receive(second[...]) }
    }

    /// The three messages without their frames.
    private func messages() throws(NoiseFault) -> [Bytes] {
        var pair = HandshakePair()
        let first = Bytes(try pair.initiator.start().dropFirst(2))
        let second = Bytes(try pair.responder.receive(first[...]).output.dropFirst(2))
        let third = Bytes(try pair.initiator.receive(second[...]).output.dropFirst(2))
        return [first, second, third]
    }

    /// The side that reads a message, just before it comes.
    private func reader(of index: Int) throws(NoiseFault) -> SecureHandshake {
        var pair = HandshakePair()
        let first = try pair.initiator.start().dropFirst(2)
        if index == 0 { return pair.responder }
        let second = try pair.responder.receive(first).output
        if index == 1 { return pair.initiator }
        _ = try pair.initiator.receive(second.dropFirst(2))
        return pair.responder
    }

    private func completes(_ message: Bytes, index: Int) -> Bool {
        do throws(NoiseFault) {
            var pair = HandshakePair()
            var first = Bytes(try pair.initiator.start().dropFirst(2))
            if index == 0 { first = message }
            var second = Bytes(try pair.responder.receive(first[...]).output.dropFirst(2))
            if index == 1 { second = message }
            var third = Bytes(try pair.initiator.receive(second[...]).output.dropFirst(2))
            if index == 2 { third = message }
            return try pair.responder.receive(third[...]).completion != nil
        } catch {
            return false
        }
    }
}
