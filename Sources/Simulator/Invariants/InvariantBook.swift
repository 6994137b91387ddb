// This source file is part of the Outpace project. License: see LICENSE.

public import SimulatedWorld

/// All invariants, watching one run.
public struct InvariantBook: Sendable {
    private var invariants: [any Invariant]

    /// Begins to watch a world that was just made.
    public init(world: World) {
        let roster = Roster(world: world)
        invariants = [
            OrderedApprovals(roster: roster), PaidOnce(roster: roster),
            DurableFirst(roster: roster, world: world),
            OrderedSignatures(roster: roster, world: world), BiddingStops(roster: roster),
            BoundedMemory(roster: roster, parameters: world.plan.parameters),
            HonestTrust(roster: roster, world: world),
            Convergence(roster: roster),
        ]
    }

    /// Shows all invariants what just happened; the first breach is told.
    public mutating func observe(_ turn: Turn, in world: World) -> Breach? {
        var first: Breach?
        for index in invariants.indices {
            if let breach = invariants[index].observe(turn, in: world) { first = first ?? breach }
        }
        return first
    }

    /// Every invariant that does not hold in the end.
    public mutating func finish(_ world: World) -> [Breach] {
        invariants.indices.compactMap { invariants[$0].finish(world) }
    }

    /// How often each invariant was checked.
    public var counts: [(name: String, checks: Int)] {
        invariants.map { (type(of: $0).name, $0.checkCount) }
    }

    /// What each invariant claims, in the order of `counts`.
    public static var claims: [(name: String, claim: String)] {
        let all: [any Invariant.Type] = [
            OrderedApprovals.self, PaidOnce.self, DurableFirst.self, OrderedSignatures.self,
            BiddingStops.self, BoundedMemory.self, HonestTrust.self, Convergence.self,
        ]
        return all.map { ($0.name, $0.claim) }
    }
}
