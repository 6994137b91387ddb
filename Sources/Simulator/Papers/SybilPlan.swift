// This source file is part of the Outpace project. License: see LICENSE.

/// What nodes of one will do to a network.
public struct SybilPlan: Hashable, Sendable {
    /// How many they are; their numbers follow those of the honest nodes.
    public var count: Int
    /// How many honest nodes each of them dials.
    public var degree: Int
    /// Whom they dial; nil for anybody.
    public var targets: [Int]?
    /// When they connect.
    public var connectsAt: Duration = .zero
    /// When they begin to drop; before it they are like everybody.
    public var attacksAt: Duration = .zero
    /// What of the messages they were to pass on they drop, in per mille.
    public var dropPerMille = 1_000
    /// Whose messages they drop; nil for all.
    public var censored: Int?
    /// How soon they graft again after a prune.
    public var regraftDelay = Duration.seconds(15)
    /// On how many network addresses they are; nil for one of its own each.
    public var addressCount: Int?

    /// Sybils that pass nothing on.
    public init(count: Int, degree: Int) {
        self.count = count
        self.degree = degree
    }

    /// Whether they say nothing but what keeps them in meshes.
    var isSilent: Bool { dropPerMille == 1_000 && censored == nil }
}
