// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What the router wants done.
public enum RouterEffect: Hashable, Sendable {
    /// Send the RPC; it is within `rpcByteLimit` unless a single message in it is longer.
    case send(RPC, to: PeerID)
    /// Judge the message, then say `accepted`, `rejected` or `ignored`.
    case deliver(Message, from: PeerID)
    /// A peer that pruned us, and whose score is good enough, names others of the topic.
    case offered([PeerID])
    /// The peer did something no honest one does.
    case violated(PeerID, Violation)
}
