// This source file is part of the Outpace project. License: see LICENSE.

import Multistream
import Noise
import Primitives
import Yamux

extension Session {
    mutating func start() throws(SessionFault) {
        guard case .waiting = phase else { preconditionFailure("started twice: \(phase)") }
        let negotiation = Negotiation(SessionProtocol.noise, isDialer: role.isDialer)
        output += negotiation.start()
        let expected: PeerID? =
            switch role {
            case .dialer(let expected): expected
            case .listener: nil
            }
        var handshake = SecureHandshake(
            isInitiator: role.isDialer, key: key, staticKeys: secrets.staticKeys,
            ephemeralKeys: secrets.ephemeralKeys, multiplexers: [SessionProtocol.yamux],
            expected: expected)
        do throws(NoiseFault) {
            // The first message goes out without waiting for the agreement on Noise: a peer that
            // speaks something else ends the connection either way.
            output += try handshake.start()
        } catch {
            throw .noise(error)
        }
        phase = .securing(negotiation, handshake)
    }

    mutating func receive(_ bytes: Bytes, at now: Instant) throws(SessionFault) {
        var rest = bytes[...]
        receivedAt = now
        if case .securing(let negotiation, let handshake) = phase {
            guard let remainder = try secure(negotiation, handshake, rest) else { return }
            rest = remainder[...]
        }
        frames.append(rest)
        while !isFinished, let frame = frames.next() { try receiveFrame(frame, at: now) }
    }

    private mutating func receiveFrame(
        _ frame: ArraySlice<UInt8>, at now: Instant
    ) throws(SessionFault) {
        switch phase {
        case .waiting, .securing: preconditionFailure("a frame before Noise: \(phase)")
        case .handshaking(let handshake): try shake(handshake, frame, at: now)
        case .multiplexing(let negotiation):
            try multiplex(negotiation, try open(frame)[...], at: now)
        case .running: try demultiplex(try open(frame)[...], at: now)
        case .finished: return
        }
    }

    /// Continues the negotiation of Noise.
    ///
    /// - Returns: the octets after it, or nil while it goes on.
    private mutating func secure(
        _ negotiation: Negotiation, _ handshake: SecureHandshake, _ bytes: ArraySlice<UInt8>
    ) throws(SessionFault) -> Bytes? {
        var negotiation = negotiation
        let outcome = try negotiation.receive(bytes)
        output += outcome.output
        switch outcome.verdict {
        case .pending:
            phase = .securing(negotiation, handshake)
            return nil
        case .refused: throw .securityRefused
        case .agreed(_, let remainder):
            phase = .handshaking(handshake)
            return remainder
        }
    }

    private mutating func shake(
        _ handshake: SecureHandshake, _ frame: ArraySlice<UInt8>, at now: Instant
    ) throws(SessionFault) {
        var handshake = handshake
        let outcome: SecureHandshake.Outcome
        do throws(NoiseFault) {
            outcome = try handshake.receive(frame)
        } catch {
            throw .noise(error)
        }
        output += outcome.output
        guard let completion = outcome.completion else {
            phase = .handshaking(handshake)
            return
        }
        transport = completion.transport
        remote = completion.remote
        handshakeHash = completion.hash
        if completion.multiplexer != nil {
            establish()
            return openStreams(at: now)
        }
        let negotiation = Negotiation(SessionProtocol.yamux, isDialer: role.isDialer)
        try seal(negotiation.start())
        phase = .multiplexing(negotiation)
        // Streams follow the proposal without waiting for the answer. The peer is told of once it
        // has agreed.
        if role.isDialer { openStreams(at: now) }
    }

    private mutating func multiplex(
        _ negotiation: Negotiation, _ bytes: ArraySlice<UInt8>, at now: Instant
    ) throws(SessionFault) {
        var negotiation = negotiation
        let outcome = try negotiation.receive(bytes)
        try seal(outcome.output)
        switch outcome.verdict {
        case .pending: phase = .multiplexing(negotiation)
        case .refused: throw .multiplexerRefused
        case .agreed(_, let remainder):
            establish()
            if !role.isDialer { openStreams(at: now) }
            try demultiplex(remainder[...], at: now)
        }
    }

    private mutating func establish() {
        guard let remote else { preconditionFailure("a session without a peer") }
        phase = .running
        effects.append(.established(remote, handshakeHash: handshakeHash))
    }

    private mutating func openStreams(at now: Instant) {
        sendPing(at: now)
        openLane(.gossip, at: now)
        if role.isDialer { openLane(.direct, at: now) }
        openStream(.identify, timeout: limits.identifyTimeout, at: now)
        askWaiting(at: now)
    }

    private mutating func open(_ frame: ArraySlice<UInt8>) throws(SessionFault) -> Bytes {
        do throws(NoiseFault) {
            guard let plaintext = try transport?.open(frame) else {
                preconditionFailure("no keys in \(phase)")
            }
            return plaintext
        } catch {
            throw .noise(error)
        }
    }

    private mutating func seal(_ plaintext: Bytes) throws(SessionFault) {
        do throws(NoiseFault) {
            try transport?.seal(plaintext[...], appendingTo: &output)
        } catch {
            throw .noise(error)
        }
    }
}
