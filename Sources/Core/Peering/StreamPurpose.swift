// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Protocols of a session beside its lanes.
enum SessionProtocol {
    static let noise = "/noise"
    static let yamux = "/yamux/1.0.0"
    static let identify = "/ipfs/id/1.0.0"
    static let identifyPush = "/ipfs/id/push/1.0.0"
    static let ping = "/ipfs/ping/1.0.0"
    static let perf = "/perf/1.0.0"

    /// What is spoken on streams the peer opens; the direct lane is opened by the dialer alone.
    static func inbound(isDialer: Bool, servesPerf: Bool) -> [String] {
        let lanes = isDialer ? [SessionLane.gossip] : SessionLane.allCases
        let measuring = servesPerf ? [perf] : []
        return [identify, identifyPush, ping] + measuring + lanes.flatMap(\.protocols)
    }
}

/// What one stream of a session is for.
enum StreamPurpose: Sendable {
    /// What a stream we open is to become.
    enum Goal: Sendable {
        case lane(SessionLane)
        case identify
        case push
        case request(SessionRequest)

        /// The protocols to propose, best first.
        var protocols: [String] {
            switch self {
            case .lane(let lane): lane.protocols
            case .identify: [SessionProtocol.identify]
            case .push: [SessionProtocol.identifyPush]
            case .request(let request): [request.protocolName]
            }
        }

        /// The place of the stream in the multiplexer's turn.
        var rank: UInt8 {
            switch self {
            case .lane(let lane): lane.rank
            case .identify, .push, .request(.ping): 1
            case .request(.perf): 3
            }
        }
    }

    /// We proposed a protocol.
    case proposing(Goal, Negotiation)
    /// The peer opened it and has not said for what.
    case answering(Negotiation)
    /// We write messages of the lane on it, and read them on the direct lane.
    case writing(SessionLane)
    /// We read messages of the lane on it, and write them on the direct lane.
    case reading(SessionLane)
    /// The peer tells about itself.
    case identifying
    /// The peer sends pings, we send them back.
    case echoing
    /// We asked something and wait for the answer.
    case requesting
    /// The peer measures how much passes.
    case measuring(PerfService)
    /// Done with; what still comes is passed over.
    case closing
}

/// One stream of a session.
struct SessionStream: Sendable {
    var purpose: StreamPurpose
    /// When the stream is reset for not getting anywhere.
    var deadline: Instant?
    /// What was asked on it and has no answer yet.
    var request: RequestState?
    /// Octets of a transfer that waited to be sent after the last step.
    var waitingByteCount = 0
}
