// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
public import Primitives
public import SimulatedWorld
import ValidatorMessages

/// Which events the hosts of a run owe to clients: what `PaidOnce` asks for, and what expectations
/// about payment and delivery count.
///
/// An event is owed once an honest host has acknowledged it, and is not owed any more when that
/// cannot be asked of each of the hosts that did:
/// - its disk was replaced by a copy that was made before it acknowledged the event;
/// - it took up a role at any time, before or after: whether it ever told the others is its own
///   choice, and nobody else knows.
public struct OwedEvents: Sendable {
    private struct Acknowledgement: Sendable {
        let id: EventID
        /// Its place among all acknowledgements of the run.
        let number: Int
    }

    private var roster: Roster
    /// What each host acknowledged and has not lost, in order.
    private var acknowledged: [ChannelID: [Int: [Acknowledgement]]] = [:]
    /// How many acknowledgements there were when a host's disk was copied under a name.
    private var copies: [String: [Int: Int]] = [:]
    private var count = 0

    /// Watches a world from its start.
    public init(roster: Roster) { self.roster = roster }

    /// Takes note of what just happened.
    public mutating func observe(_ turn: Turn) {
        switch turn.kind {
        case .batch(let batch) where batch.isHonest: note(batch)
        case .fault(.copy(let hosts, let name)):
            for host in hosts { copies[name, default: [:]][host] = count }
        case .fault(.restore(let hosts, let name)):
            for host in hosts { forget(host, since: copies[name]?[host] ?? count) }
        case .fault: roster.observe(turn)
        case .batch, .up, .down, .connected, .parted: break
        }
    }

    /// Whether nothing is owed in any channel.
    public var isEmpty: Bool {
        acknowledged.values.allSatisfy { hosts in
            hosts.allSatisfy { roster.wasByzantine[$0.key] || $0.value.isEmpty }
        }
    }

    /// What is owed in a channel, ascending. O(n log n).
    public func events(of channel: ChannelID) -> [EventID] {
        var ids: Set<EventID> = []
        for (host, list) in acknowledged[channel] ?? [:] where !roster.wasByzantine[host] {
            for acknowledgement in list { ids.insert(acknowledgement.id) }
        }
        return ids.sorted()
    }

    private mutating func note(_ batch: Batch) {
        for input in batch.inputs {
            guard case .submitted(let records, _, let ticket) = input else { continue }
            for case .answer(ticket, let answer) in batch.effects {
                let accepted = Set(answer.accepted)
                for record in records where accepted.contains(record.id) {
                    acknowledged[record.channel, default: [:]][batch.host, default: []]
                        .append(Acknowledgement(id: record.id, number: count))
                    count += 1
                }
            }
        }
    }

    private mutating func forget(_ host: Int, since number: Int) {
        for id in Array(acknowledged.keys) {
            acknowledged[id]?[host]?.removeAll { $0.number >= number }
        }
    }
}
