// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// What happens to a session.
package enum SessionInput: Hashable, Sendable {
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
    /// The deadline came.
    case woke
    /// This node ends the session.
    case closed
}
