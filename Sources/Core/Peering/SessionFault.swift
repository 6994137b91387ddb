// This source file is part of the Outpace project. License: see LICENSE.

public import Multistream
public import Noise
public import Yamux

/// Why a session ended without being asked to.
public enum SessionFault: Error, Hashable, Sendable {
    /// The peer was not there, proven and multiplexed in time.
    case handshakeTimeout
    /// A negotiation broke a rule.
    case negotiation(MultistreamFault)
    /// The peer does not speak Noise.
    case securityRefused
    /// The peer does not speak yamux.
    case multiplexerRefused
    /// The handshake failed or a frame was forged.
    case noise(NoiseFault)
    /// The peer broke a rule of the multiplexer.
    case multiplexer(YamuxFault)
    /// A ping was not answered in time.
    case pingTimeout
    /// The peer ended the session: 0 normal, 1 protocol fault, 2 internal fault.
    case wentAway(UInt32)
    /// Too many streams broke a rule of their protocol.
    case tooManyStreamFaults(Int)

    /// A short name of the fault, for counters.
    public var name: String {
        switch self {
        case .handshakeTimeout: "handshakeTimeout"
        case .negotiation: "negotiation"
        case .securityRefused: "securityRefused"
        case .multiplexerRefused: "multiplexerRefused"
        case .noise(let fault): fault.name
        case .multiplexer(let fault): fault.name
        case .pingTimeout: "pingTimeout"
        case .wentAway: "wentAway"
        case .tooManyStreamFaults: "tooManyStreamFaults"
        }
    }

    /// What the peer is told about it.
    var farewell: UInt32 {
        switch self {
        case .multiplexer, .tooManyStreamFaults: 1
        case .handshakeTimeout, .negotiation, .securityRefused, .multiplexerRefused, .noise,
            .pingTimeout, .wentAway:
            0
        }
    }
}
