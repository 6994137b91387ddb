// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import NodeCore
import Outpace
import Primitives
package import SimulatedWorld
import Validator
import ValidatorMessages

/// Every event that an honest node acknowledged to a client is paid exactly once, at every honest
/// host, by the end of a run that was healed.
///
/// Not asked for: channels whose leader signed falsely, that a proof of misbehaviour closed, or
/// whose deposit is spent; and events whose only acknowledgement lies between a copy of a disk and
/// its restoration.
package struct PaidOnce: Invariant {
    /// What it is called where breaches are told.
    package static let name = "paid-once"
    /// What it states.
    package static let claim =
        "Every acknowledged event is paid exactly once by the end of a healed run."

    private struct Acknowledgement: Sendable {
        let id: EventID
        let at: Duration
    }

    /// How often it looked.
    package private(set) var checkCount = 0
    private var roster: Roster
    /// What each host acknowledged, in order.
    private var acknowledged: [ChannelID: [Int: [Acknowledgement]]] = [:]
    private var copies: [String: [Int: Duration]] = [:]

    /// Watches a world from its start.
    package init(roster: Roster) { self.roster = roster }

    /// Looks at what just happened.
    package mutating func observe(_ turn: Turn, in world: World) -> Breach? {
        switch turn.kind {
        case .batch(let batch) where batch.isHonest: note(batch, at: turn.at)
        case .fault(.copy(let hosts, let name)):
            for host in hosts { copies[name, default: [:]][host] = turn.at }
        case .fault(.restore(let hosts, let name)):
            for host in hosts { forget(host, after: copies[name]?[host] ?? turn.at) }
        case .fault: roster.observe(turn)
        case .batch, .up, .down, .connected, .parted: break
        }
        return nil
    }

    private mutating func note(_ batch: Batch, at time: Duration) {
        for input in batch.inputs {
            guard case .submitted(let records, let ticket) = input else { continue }
            for case .answer(ticket, let answer) in batch.effects {
                let accepted = Set(answer.accepted)
                for record in records where accepted.contains(record.id) {
                    acknowledged[record.channel, default: [:]][batch.host, default: []]
                        .append(Acknowledgement(id: record.id, at: time))
                }
            }
        }
    }

    private mutating func forget(_ host: Int, after time: Duration) {
        for id in Array(acknowledged.keys) {
            acknowledged[id]?[host]?.removeAll { $0.at > time }
        }
    }

    /// Looks at the world at its end.
    package mutating func finish(_ world: World) -> Breach? {
        for id in roster.channelIDs {
            guard let channel = roster.channel(id, in: world), isAsked(channel, in: world) else {
                continue
            }
            let owed = Set((acknowledged[id] ?? [:]).values.flatMap { $0.map(\.id) }).sorted()
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
