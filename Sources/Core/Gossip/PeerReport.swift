// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What the router knows about one connected peer, for people and metrics.
public struct PeerReport: Hashable, Sendable {
    /// Who it is.
    public let peer: PeerID
    /// Which gossipsub it speaks.
    public let version: GossipVersion
    /// Whether we dialled it.
    public let isOutbound: Bool
    /// Whether it is an explicit peer, outside mesh and score.
    public let isExplicit: Bool
    /// How many topics it is in.
    public let topicCount: Int
    /// In how many of our meshes it is.
    public let meshCount: Int
    /// Its score with all parts.
    public let score: ScoreBreakdown
    /// How often it broke which rule since it connected.
    public let violations: [Violation: UInt64]
    /// Whether nothing that it says is listened to.
    public let isGraylisted: Bool
}
