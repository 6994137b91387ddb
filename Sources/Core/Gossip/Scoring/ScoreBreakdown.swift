// This source file is part of the Outpace project. License: see LICENSE.

/// The score of a peer with its parts, so that somebody can see what it comes from.
public struct ScoreBreakdown: Hashable, Sendable {
    /// P1: time in meshes.
    public internal(set) var meshTime: Score = 0
    /// P2: messages that it brought first.
    public internal(set) var firstDeliveries: Score = 0
    /// P3: too few messages from a mesh peer.
    public internal(set) var meshDeliveries: Score = 0
    /// P3b: the deficit it left meshes with.
    public internal(set) var meshFailures: Score = 0
    /// P4: invalid messages.
    public internal(set) var invalidMessages: Score = 0
    /// P5: what the application thinks of it.
    public internal(set) var application: Score = 0
    /// P6: other peers at its network address.
    public internal(set) var colocation: Score = 0
    /// P7: broken rules.
    public internal(set) var behaviour: Score = 0
    /// The sum, what is good in it capped.
    public internal(set) var total: Score = 0

    /// How many invalid messages P4 still holds against it, over all topics; fades.
    public internal(set) var invalidMessageCount: Score = 0
    /// How many broken rules P7 still holds against it; fades.
    public internal(set) var brokenRuleCount: Score = 0

    /// A peer that nothing is known of.
    public init() {}

    /// The parts by their names in metrics.
    public var parts: [(name: String, value: Score)] {
        [
            ("meshTime", meshTime), ("firstDeliveries", firstDeliveries),
            ("meshDeliveries", meshDeliveries), ("meshFailures", meshFailures),
            ("invalidMessages", invalidMessages), ("application", application),
            ("colocation", colocation), ("behaviour", behaviour),
        ]
    }

    /// Sets the total: what is good counts up to a cap, what is bad counts whole.
    mutating func addUp(positiveCap: Score) {
        let good = meshTime + firstDeliveries + max(0, application)
        let bad =
            meshDeliveries + meshFailures + invalidMessages + min(0, application) + colocation
            + behaviour
        total = min(positiveCap, good) + bad
    }
}
