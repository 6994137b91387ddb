// This source file is part of the Outpace project. License: see LICENSE.

/// The score of a peer with its parts, so that somebody can see what it comes from.
package struct ScoreBreakdown: Hashable, Sendable {
    /// P1: time in meshes.
    package internal(set) var meshTime: Score = 0
    /// P2: messages that it brought first.
    package internal(set) var firstDeliveries: Score = 0
    /// P3: too few messages from a mesh peer.
    package internal(set) var meshDeliveries: Score = 0
    /// P3b: the deficit it left meshes with.
    package internal(set) var meshFailures: Score = 0
    /// P4: invalid messages.
    package internal(set) var invalidMessages: Score = 0
    /// P5: what the application thinks of it.
    package internal(set) var application: Score = 0
    /// P6: other peers at its network address.
    package internal(set) var colocation: Score = 0
    /// P7: broken rules.
    package internal(set) var behaviour: Score = 0
    /// The sum, what is good in it capped.
    package internal(set) var total: Score = 0

    /// How many invalid messages P4 still holds against it, over all topics; fades.
    package internal(set) var invalidMessageCount: Score = 0
    /// How many broken rules P7 still holds against it; fades.
    package internal(set) var brokenRuleCount: Score = 0

    /// A peer that nothing is known of.
    package init() {}

    /// The parts by their names in metrics.
    package var parts: [(name: String, value: Score)] {
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
