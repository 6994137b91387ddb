// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What happens to a session.
public enum SessionInput: Hashable, Sendable {
    /// The connection is open; comes first, once.
    case started
    /// Octets came from the connection.
    case received(Bytes)
    /// This node sends a message to the peer on a lane.
    case sent(SessionLane, Bytes)
    /// The connection does not take more for now; nothing is written until `relieved`.
    case congested
    /// The connection takes octets again.
    case relieved
    /// This node asks something of the peer. At most one request of a kind is under way; the answer
    /// or the fault bears the number, which nobody else looks at.
    case requested(SessionRequest, number: UInt64)
    /// Whoever asked does not want to know any more.
    case cancelled(number: UInt64)
    /// This node listens on these multiaddrs, in binary form; a peer that wants to know is told.
    case announced(listenAddresses: [Bytes])
    /// The deadline came.
    case woke
    /// This node ends the session, after what is queued on the lanes; see `drainTimeout`.
    case closed
    /// This node ends the session at once.
    case aborted
}
