// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// How one validator stands in a ledger.
public struct Standing: Hashable, Sendable {
    /// The three ways a validator can stand.
    public enum Condition: Hashable, Sendable {
        /// No heartbeat of it has arrived since the ledger began; counts as offline.
        case neverHeard
        /// A heartbeat arrived within `offlineAfter`; `since` is when this stretch began.
        case online(since: Instant)
        /// Silent since `offlineAfter` past its last heartbeat, which is what `since` says.
        case offline(since: Instant)
    }

    /// Whether it is online, and since when.
    public let condition: Condition

    /// When its newest heartbeat arrived; nil when none did.
    public let lastHeard: Instant?

    /// Whether it is online.
    public var isOnline: Bool {
        if case .online = condition { return true }
        return false
    }
}
