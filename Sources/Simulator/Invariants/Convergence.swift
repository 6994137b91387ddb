// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import NodeCore
import Outpace
import Primitives
public import SimulatedWorld
import Validator

/// After healing all honest hosts of a channel hold the same approved state, and where nobody
/// misbehaved no event waits any more.
///
/// A channel whose leader signed falsely may have been closed before its last state reached
/// everybody.
public struct Convergence: Invariant {
    /// What it is called where breaches are told.
    public static let name = "convergence"
    /// What it states.
    public static let claim =
        "After healing all honest hosts hold the same approved state, and no event waits."

    /// How often it looked.
    public private(set) var checkCount = 0
    private var roster: Roster

    /// Watches a world from its start.
    public init(roster: Roster) { self.roster = roster }

    /// Looks at what just happened.
    public mutating func observe(_ turn: Turn, in world: World) -> Breach? {
        if case .fault = turn.kind { roster.observe(turn) }
        return nil
    }

    /// Looks at the world at its end.
    public mutating func finish(_ world: World) -> Breach? {
        for id in roster.channelIDs {
            guard let channel = roster.channel(id, in: world), roster.isHealthy(channel, in: world)
            else { continue }
            let isClean = channel.hosts.allSatisfy { $0.map { !roster.wasByzantine[$0] } ?? false }
            var first: (host: Int, state: Lineage?)?
            for case let host? in channel.hosts where !roster.wasByzantine[host] {
                guard let view = world.view(host, id) else { continue }
                checkCount += 1
                let state = view.validator.approved?.lineage
                if let first, first.state != state {
                    return breach(
                        "\(id): hosts \(first.host) and \(host) hold different states", world)
                }
                first = first ?? (host, state)
                let isOver = view.validator.isEnded || view.validator.isExhausted
                // A record that nobody vouches for is not waited for; it goes when it is old.
                let waiting = view.validator.pool.vouchedCount
                if isClean, !isOver, waiting > 0 {
                    return breach(
                        "\(id): \(waiting) events still wait at host \(host)",
                        world)
                }
            }
        }
        return nil
    }

    private func breach(_ detail: String, _ world: World) -> Breach {
        Breach(invariant: Self.name, at: world.elapsed, host: nil, detail: detail)
    }
}
