// This source file is part of the Outpace project. License: see LICENSE.

import Liveness
import NodeCore
import Outpace
import Primitives
public import SimulatedWorld
import ValidatorMessages

/// No honest node bids while a third of the validators or more have been away for longer than
/// `offlineAfter` and one heartbeat; and once everything is healed, every honest node bids again.
///
/// A validator is away from a node when no new heartbeat of its arrived there, and also, whatever
/// arrived, when its process is down or stands still, or nothing that it sends can reach the node
/// by any path: then what was under way gets some seconds more.
public struct BiddingStops: Invariant {
    /// What it is called where breaches are told.
    public static let name = "bidding-stops"
    /// What it states.
    public static let claim = """
        No honest node bids while a third of the validators are away for longer than offlineAfter \
        and a heartbeat, and all bid again after healing.
        """

    private struct Watch: Sendable {
        let hosts: [Int?]
        var isBidding = false
        /// By validator: when a new heartbeat last arrived, and its number.
        var heardAt: [Duration]
        var numbers: [UInt64]
        /// Before this nothing can be wrong.
        var nextCheckAt = Duration.zero
        /// Whether the node bade too long when its last batch was over; the next has to see to it.
        var isSuspect = false
    }

    /// How often it looked.
    public private(set) var checkCount = 0
    private var roster: Roster
    private var reach = Reach()
    private var watches: [[ChannelID: Watch]]
    /// By host: the earliest of its watches' next checks.
    private var nextChecks: [Duration]
    private var drifts: [Int]

    /// How long what is under way may take to arrive.
    private static let flight = Duration.seconds(5)

    /// Watches a world from its start.
    public init(roster: Roster) {
        self.roster = roster
        watches = roster.wasByzantine.map { _ in [:] }
        nextChecks = roster.wasByzantine.map { _ in .zero }
        drifts = roster.wasByzantine.map { _ in 0 }
    }

    /// Looks at what just happened.
    public mutating func observe(_ turn: Turn, in world: World) -> Breach? {
        switch turn.kind {
        case .batch(let batch):
            // The node hears on while its host misbehaves, and goes by it when that is over.
            hear(batch, at: turn.at, in: world)
            guard batch.isHonest, nextChecks[batch.host] <= turn.at else { return nil }
            return check(batch.host, at: turn.at, in: world)
        case .up(let host):
            watches[host] = [:]
            note(turn, in: world)
        case .fault(.drift(let hosts, let perMillion)):
            for host in hosts { drifts[host] = min(drifts[host], perMillion) }
        case .fault(.turn(let hosts, nil)):
            for host in hosts { begin(host, in: world) }
            note(turn, in: world)
        case .fault, .down: note(turn, in: world)
        case .connected, .parted: break
        }
        return nil
    }

    /// A host is honest again: what its node says of itself counts, not what was said in a role.
    private mutating func begin(_ host: Int, in world: World) {
        for id in Array(watches[host].keys) {
            guard let view = world.view(host, id) else { continue }
            watches[host][id]?.isBidding = view.verdict.isActive
            watches[host][id]?.isSuspect = false
            watches[host][id]?.nextCheckAt = .zero
        }
        nextChecks[host] = .zero
    }

    private mutating func note(_ turn: Turn, in world: World) {
        roster.observe(turn)
        guard reach.observe(turn, in: world) else { return }
        for host in watches.indices {
            for id in watches[host].keys { watches[host][id]?.nextCheckAt = .zero }
            nextChecks[host] = .zero
        }
    }

    private mutating func hear(_ batch: Batch, at time: Duration, in world: World) {
        let host = batch.host
        for input in batch.inputs {
            input.forEachStatement { statement in
                guard case .heartbeat(let heartbeat) = statement.statement,
                    let author = roster.places[statement.author]
                else { return }
                for entry in heartbeat.entries {
                    note(statement.sequenceNumber, of: author, entry.channel, at: host, time)
                }
            }
        }
        for case .notice(.bidding(let id, let verdict)) in batch.effects
        where watch(id, at: host, time, in: world) {
            watches[host][id]?.isBidding = verdict.isActive
            watches[host][id]?.nextCheckAt = .zero
            nextChecks[host] = .zero
        }
    }

    private mutating func note(
        _ number: UInt64, of author: Int, _ id: ChannelID, at host: Int, _ time: Duration
    ) {
        guard let index = watches[host][id]?.hosts.firstIndex(of: author),
            let known = watches[host][id]?.numbers[index], known < number
        else { return }
        watches[host][id]?.numbers[index] = number
        watches[host][id]?.heardAt[index] = time
    }

    /// Begins to watch a channel at a host; false when there is none.
    private mutating func watch(
        _ id: ChannelID, at host: Int, _ time: Duration, in world: World
    ) -> Bool {
        if watches[host][id] != nil { return true }
        guard let channel = roster.channel(id, in: world) else { return false }
        // What was heard before the node first spoke of the channel was heard a moment ago.
        watches[host][id] = Watch(
            hosts: channel.hosts, heardAt: channel.hosts.map { _ in time },
            numbers: channel.hosts.map { _ in 0 })
        return true
    }

    private mutating func check(_ host: Int, at time: Duration, in world: World) -> Breach? {
        var earliest = Duration.seconds(1 << 40)
        var found: Breach?
        for id in watches[host].keys.sorted() {
            guard var watch = watches[host][id] else { continue }
            if watch.isBidding, watch.nextCheckAt <= time {
                let detail = check(&watch, at: host, time, in: world)
                watches[host][id] = watch
                found =
                    found
                    ?? detail.map {
                        Breach(invariant: Self.name, at: time, host: host, detail: "\(id): \($0)")
                    }
            }
            if watch.isBidding { earliest = min(earliest, watch.nextCheckAt) }
        }
        nextChecks[host] = earliest
        return found
    }

    private mutating func check(
        _ watch: inout Watch, at host: Int, _ time: Duration, in world: World
    ) -> String? {
        checkCount += 1
        let bound = patience(of: host, in: world)
        var deadlines: [Duration] = []
        for (index, place) in watch.hosts.enumerated() where place != host {
            var heardAt = watch.heardAt[index]
            if let place, let gone = reach.goneSince(place, from: host, at: time) {
                heardAt = min(heardAt, gone + Self.flight)
            }
            deadlines.append(heardAt + bound)
        }
        deadlines.sort()
        let needed = (watch.hosts.count + 2) / 3
        guard deadlines.count >= needed else {
            watch.nextCheckAt = .seconds(1 << 40)
            return nil
        }
        let deadline = deadlines[needed - 1]
        watch.nextCheckAt = deadline
        guard deadline < time else {
            watch.isSuspect = false
            return nil
        }
        // What was stepped before the deadline may be performed after it.
        guard watch.isSuspect else {
            watch.isSuspect = true
            return nil
        }
        return "it bids though \(needed) of \(watch.hosts.count) validators are away"
    }

    private func patience(of host: Int, in world: World) -> Duration {
        let parameters = world.plan.parameters
        let bound = parameters.liveness.offlineAfter + parameters.heartbeatInterval
        let drift = min(drifts[host], world.plan.hosts[host].clock.driftPerMillion)
        guard drift < 0 else { return bound }
        return bound * 1_000_000 / max(1, 1_000_000 + drift)
    }

    /// Looks at the world at its end.
    public mutating func finish(_ world: World) -> Breach? {
        for id in roster.channelIDs {
            guard let channel = roster.channel(id, in: world), roster.isHealthy(channel, in: world)
            else { continue }
            let isHonest = channel.hosts.allSatisfy { place in
                place.map { world.hosts[$0].role == nil && !roster.hasPerjured[$0] } ?? false
            }
            for case let host? in channel.hosts where !roster.wasByzantine[host] {
                guard let view = world.view(host, id) else { continue }
                checkCount += 1
                let reasons = view.verdict.reasons.filter { Self.isFault($0, isHonest: isHonest) }
                guard let reason = reasons.first else { continue }
                return Breach(
                    invariant: Self.name, at: world.elapsed, host: host,
                    detail: "\(id): it does not bid after healing: \(reason.rawValue)")
            }
        }
        return nil
    }

    /// Whether a reason against bidding must be gone in the end; some a byzantine validator may
    /// keep up.
    private static func isFault(_ reason: BiddingReason, isHonest: Bool) -> Bool {
        switch reason {
        case .tooManyOffline: true
        case .notLive, .campaignUnhealthy, .missedEvents, .staleState, .violated: isHonest
        case .closing, .exhausted, .expired, .withdrawPeriod, .paused: false
        }
    }
}
