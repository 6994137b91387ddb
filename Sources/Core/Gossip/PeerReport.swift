// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// What the router knows about one connected peer, for people and metrics.
package struct PeerReport: Hashable, Sendable {
    /// Who it is.
    package let peer: PeerID
    /// Which gossipsub it speaks.
    package let version: GossipVersion
    /// Whether we dialled it.
    package let isOutbound: Bool
    /// Whether it is an explicit peer, outside mesh and score.
    package let isExplicit: Bool
    /// How many topics it is in.
    package let topicCount: Int
    /// In how many of our meshes it is.
    package let meshCount: Int
    /// Its score with all parts.
    package let score: ScoreBreakdown
    /// How often it broke which rule since it connected.
    package let violations: [Violation: UInt64]
    /// Whether nothing that it says is listened to.
    package let isGraylisted: Bool
}
