// This source file is part of the Outpace project. License: see LICENSE.

import Multistream
import Noise
import Primitives
import Yamux

extension Session {
    mutating func start() {
        guard case .waiting = phase else { preconditionFailure("started twice: \(phase)") }
        let negotiation = Negotiation(SessionProtocol.noise, isDialer: role.isDialer)
        output += negotiation.start()
        phase = .securing(negotiation)
    }

    mutating func receive(_ bytes: Bytes, at now: Instant) throws(SessionFault) {
        var rest = bytes[...]
        if case .securing(let negotiation) = phase {
            guard let remainder = try secure(negotiation, rest) else { return }
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
        _ negotiation: Negotiation, _ bytes: ArraySlice<UInt8>
    ) throws(SessionFault) -> Bytes? {
        var negotiation = negotiation
        let outcome = try negotiation.receive(bytes)
        output += outcome.output
        switch outcome.verdict {
        case .pending:
            phase = .securing(negotiation)
            return nil
        case .refused: throw .securityRefused
        case .agreed(_, let remainder):
            try beginHandshake()
            return remainder
        }
    }

    private mutating func beginHandshake() throws(SessionFault) {
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
            output += try handshake.start()
        } catch {
            throw .noise(error)
        }
        phase = .handshaking(handshake)
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
        if completion.multiplexer != nil { return run(at: now) }
        let negotiation = Negotiation(SessionProtocol.yamux, isDialer: role.isDialer)
        try seal(negotiation.start())
        phase = .multiplexing(negotiation)
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
            run(at: now)
            try demultiplex(remainder[...], at: now)
        }
    }

    private mutating func run(at now: Instant) {
        guard let remote else { preconditionFailure("a session without a peer") }
        phase = .running
        effects.append(.established(remote))
        sendPing(at: now)
        openLane(.gossip, at: now)
        if role.isDialer { openLane(.direct, at: now) }
        openStream(.identify, timeout: limits.identifyTimeout, at: now)
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
