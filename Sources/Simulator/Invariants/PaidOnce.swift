// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import NodeCore
import Outpace
import Primitives
public import SimulatedWorld
import Validator

/// Every event that a host acknowledged to a client which never misbehaved is paid exactly once, at
/// every honest host, by the end of a run that was healed.
///
/// Not asked for: channels whose leader signed falsely, that a proof of misbehaviour closed, or
/// whose deposit is spent; and what `OwedEvents` leaves out: events whose only acknowledgements lie
/// between a copy of a disk and its restoration, or came from hosts that took up a role before or
/// after.
public struct PaidOnce: Invariant {
    /// What it is called where breaches are told.
    public static let name = "paid-once"
    /// What it states.
    public static let claim = """
        Every event that a host acknowledged which never misbehaved is paid exactly once by the end \
        of a healed run.
        """

    /// How often it looked.
    public private(set) var checkCount = 0
    private var roster: Roster
    private var book: OwedEvents

    /// Watches a world from its start.
    public init(roster: Roster) {
        self.roster = roster
        book = OwedEvents(roster: roster)
    }

    /// Looks at what just happened.
    public mutating func observe(_ turn: Turn, in world: World) -> Breach? {
        book.observe(turn)
        if case .fault = turn.kind { roster.observe(turn) }
        return nil
    }

    /// Looks at the world at its end.
    public mutating func finish(_ world: World) -> Breach? {
        for id in roster.channelIDs {
            guard let channel = roster.channel(id, in: world), isAsked(channel, in: world) else {
                continue
            }
            let owed = book.events(of: id)
            for case let host? in channel.hosts where !roster.wasByzantine[host] {
                guard let view = world.view(host, id) else { continue }
                if let detail = shortfall(of: view, owed: owed) {
                    return Breach(
                        invariant: Self.name, at: world.elapsed, host: host, detail: detail)
                }
            }
        }
        return nil
    }

    private mutating func shortfall(of view: ChannelView, owed: [EventID]) -> String? {
        checkCount += owed.count
        let included = view.validator.included
        let missing = owed.filter { !included.contains($0) }
        if let first = missing.first {
            return "\(missing.count) of \(owed.count) acknowledged events are not paid, "
                + "the first is \(first)"
        }
        let paid = view.validator.approved?.eventCount ?? 0
        guard paid == UInt64(included.count) else {
            return "\(paid) payments were made for \(included.count) events"
        }
        return nil
    }

    private func isAsked(_ channel: Roster.Channel, in world: World) -> Bool {
        guard roster.isHealthy(channel, in: world) else { return false }
        return channel.hosts.allSatisfy { place in
            guard let host = place, !roster.wasByzantine[host],
                let view = world.view(host, channel.channel.id)
            else { return true }
            return !view.validator.isExhausted && !view.validator.isEnded
        }
    }
}

extension Roster {
    /// Whether a channel can be expected to go on: its leader is up, honest and never signed
    /// falsely, and enough others are as well.
    func isHealthy(_ channel: Channel, in world: World) -> Bool {
        guard isSound(channel), let leader = channel.hosts[0], world.hosts[leader].isUp,
            world.hosts[leader].role == nil, !hasPerjured[leader]
        else { return false }
        let willing = channel.hosts.count { place in
            place.map { world.hosts[$0].isUp && world.hosts[$0].role == nil } ?? false
        }
        return Quorum.isReached(signatures: willing, validators: channel.hosts.count)
    }
}
