// This source file is part of the Outpace project. License: see LICENSE.

/// One of the two ways messages travel inside a session.
public enum SessionLane: CaseIterable, Hashable, Sendable {
    /// Gossipsub messages: each side writes on a stream of its own.
    case gossip
    /// Messages between validators of one payment channel: one stream, opened by the dialer.
    case direct

    /// The protocols of the lane, best first.
    var protocols: [String] {
        switch self {
        case .gossip: ["/meshsub/1.2.0", "/meshsub/1.1.0", "/meshsub/1.0.0"]
        case .direct: ["/outpace/channel/1"]
        }
    }

    /// Whether the lane has a protocol of this name.
    func speaks(_ name: String) -> Bool { protocols.contains(name) }

    /// The place of the lane's stream in the multiplexer's turn: gossip overtakes bulk.
    var rank: UInt8 {
        switch self {
        case .gossip: 0
        case .direct: 2
        }
    }
}
