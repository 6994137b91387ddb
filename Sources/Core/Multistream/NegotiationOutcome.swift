// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What octets of the peer made of a negotiation.
public struct NegotiationOutcome: Hashable, Sendable {
    /// How the negotiation stands.
    public enum Verdict: Hashable, Sendable {
        /// More octets are needed.
        case pending
        /// Both sides speak this protocol from here on.
        ///
        /// The remainder already belongs to it: the peer need not wait for our answer.
        case agreed(String, remainder: Bytes)
        /// Nothing was agreed on: the peer speaks none of our proposals, or we spoke none of its
        /// and it went on with something else.
        case refused
    }

    /// Octets to send, possibly none.
    public var output: Bytes
    /// How the negotiation stands.
    public var verdict: Verdict
}
