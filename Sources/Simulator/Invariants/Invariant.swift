// This source file is part of the Outpace project. License: see LICENSE.

public import SimulatedWorld

/// Something that holds in every run, whatever goes wrong.
///
/// An invariant sees every turn and looks at little of the world for each; what it has to look at
/// as a whole it looks at once in a while, or in the end.
public protocol Invariant: Sendable {
    /// The name in reports and scenarios.
    static var name: String { get }
    /// What it claims, in one sentence.
    static var claim: String { get }
    /// How often something was checked.
    var checkCount: Int { get }

    /// Looks at what just happened.
    ///
    /// - Returns: how the claim is broken; nil while it holds.
    mutating func observe(_ turn: Turn, in world: World) -> Breach?
    /// Looks at the world after everything was healed and had time to settle.
    mutating func finish(_ world: World) -> Breach?
}

extension Invariant {
    /// Nothing is left for the end.
    public mutating func finish(_ world: World) -> Breach? { nil }
}
