// This source file is part of the Outpace project. License: see LICENSE.

import SimulatedWorld

/// Which hosts nothing can be heard of, whoever passes it on, and since when: the truth, not what
/// anybody believes.
struct Reach: Sendable {
    /// By host that hears: since when each other host can not reach it by any path.
    private var gone: [[Duration?]] = []
    private var stalledSince: [Duration] = []
    private var stalledUntil: [Duration] = []
    private var isKept = true

    /// Networks beyond this size are not looked at: the work grows with the square.
    private static let hostLimit = 64

    /// Since when nothing that a host says can arrive at another; nil while it can.
    func goneSince(_ host: Int, from hearer: Int, at now: Duration) -> Duration? {
        guard isKept, hearer < gone.count else { return nil }
        let stalled = stalledUntil[host] > now ? stalledSince[host] : nil
        guard let unreachable = gone[hearer][host] else { return stalled }
        return stalled.map { min($0, unreachable) } ?? unreachable
    }

    /// Takes note of a turn; true when it changed who reaches whom.
    mutating func observe(_ turn: Turn, in world: World) -> Bool {
        let count = world.hosts.count
        guard count <= Self.hostLimit, isKept else { return false }
        if stalledUntil.isEmpty {
            stalledSince = Array(repeating: .zero, count: count)
            stalledUntil = stalledSince
        }
        switch turn.kind {
        case .fault(.stall(let hosts, let duration)):
            for host in hosts { stall(host, from: turn.at, until: turn.at + duration) }
        case .fault(.bandwidth(_, let rate?)) where rate > 0:
            // What waits in a slow uplink arrives long after its sender is gone.
            isKept = false
            return false
        case .fault(.partition), .fault(.block), .fault(.heal), .down, .up: break
        case .fault, .batch, .connected, .parted: return false
        }
        if world.plan.hosts.contains(where: { $0.uplinkOctetsPerSecond != nil }) { isKept = false }
        if case .up(let host) = turn.kind { stalledUntil[host] = .zero }
        update(at: turn.at, in: world)
        return true
    }

    private mutating func update(at now: Duration, in world: World) {
        let hosts = world.hosts.indices
        var passes = hosts.map { _ in [Bool](repeating: false, count: hosts.count) }
        for from in hosts where world.hosts[from].isUp {
            for to in hosts where to != from { passes[from][to] = world.canReach(from, to) }
        }
        if gone.isEmpty {
            gone = hosts.map { _ in [Duration?](repeating: nil, count: hosts.count) }
        }
        for hearer in hosts {
            let heard = heard(by: hearer, passes)
            for host in hosts {
                gone[hearer][host] = heard[host] ? nil : gone[hearer][host] ?? now
            }
        }
    }

    private mutating func stall(_ host: Int, from start: Duration, until end: Duration) {
        if stalledUntil[host] <= start { stalledSince[host] = start }
        stalledUntil[host] = max(stalledUntil[host], end)
    }

    private func heard(by hearer: Int, _ passes: [[Bool]]) -> [Bool] {
        var heard = [Bool](repeating: false, count: passes.count)
        heard[hearer] = true
        var waiting = [hearer]
        while let next = waiting.popLast() {
            for from in passes.indices where !heard[from] && passes[from][next] {
                heard[from] = true
                waiting.append(from)
            }
        }
        return heard
    }
}
