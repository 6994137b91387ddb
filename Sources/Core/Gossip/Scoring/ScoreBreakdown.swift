// This source file is part of the Outpace project. License: see LICENSE.

/// The score of a peer with its parts, so that somebody can see what it comes from.
package struct ScoreBreakdown: Hashable, Sendable {
    /// P1: time in meshes.
    package var meshTime = 0.0
    /// P2: messages that it brought first.
    package var firstDeliveries = 0.0
    /// P3: too few messages from a mesh peer.
    package var meshDeliveries = 0.0
    /// P3b: the deficit it left meshes with.
    package var meshFailures = 0.0
    /// P4: invalid messages.
    package var invalidMessages = 0.0
    /// P5: what the application thinks of it.
    package var application = 0.0
    /// P6: other peers at its network address.
    package var colocation = 0.0
    /// P7: broken rules.
    package var behaviour = 0.0
    /// The sum, what is good in it capped.
    package var total = 0.0

    /// A peer that nothing is known of.
    package init() {}

    /// The parts by their names in metrics.
    package var parts: [(name: String, value: Double)] {
        [
            ("meshTime", meshTime), ("firstDeliveries", firstDeliveries),
            ("meshDeliveries", meshDeliveries), ("meshFailures", meshFailures),
            ("invalidMessages", invalidMessages), ("application", application),
            ("colocation", colocation), ("behaviour", behaviour),
        ]
    }
}
