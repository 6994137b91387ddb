// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Validator
import ValidatorMessages

/// How long things took, exactly: every sample is kept, in microseconds.
public struct LatencySamples: Hashable, Sendable {
    private var microseconds: [UInt32] = []

    /// How many there are.
    public var count: Int { microseconds.count }

    mutating func add(_ duration: Duration) {
        microseconds.append(UInt32(clamping: max(0, duration.microseconds)))
    }

    /// The time that so many of a thousand samples do not exceed; nil without samples. O(n log n).
    public func percentile(_ perMille: Int) -> Duration? {
        guard !microseconds.isEmpty else { return nil }
        let sorted = microseconds.sorted()
        let rank = (sorted.count * perMille + 999) / 1_000
        return .microseconds(Int64(sorted[min(max(rank, 1), sorted.count) - 1]))
    }
}

/// What became of the events of a run.
public struct RunFigures: Sendable {
    /// One event that clients posted.
    struct Tracked: Sendable {
        let id: EventID
        let channel: Int
        /// When an honest host acknowledged it first; nil for never.
        var acknowledgedAt: Duration?
    }

    /// Events that clients posted, each once.
    public var postedCount: Int { events.count }
    /// Events that an honest host acknowledged.
    public private(set) var acknowledgedCount = 0
    /// Submissions that a host refused in part.
    public private(set) var refusalCount = 0
    /// From the acknowledgement of an event to the storage of another host.
    public private(set) var delivery = LatencySamples()
    /// From the acknowledgement of an event to an approved state with it at a host.
    public private(set) var payment = LatencySamples()
    /// States that hosts approved, each host's counted.
    public private(set) var approvalCount = 0

    private(set) var events: [Tracked] = []
    private var places: [EventID: Int] = [:]
    private let hostCount: Int
    /// Why each host refused proposals, over all lives of its process.
    private var refusals: [Int: Set<RejectReason>] = [:]
    /// By event and host: bit 0 delivered, bit 1 paid.
    private var marks: [UInt8] = []

    init(hostCount: Int) { self.hostCount = hostCount }

    mutating func track(_ records: [EventRecord], channel: Int) {
        for record in records where places[record.id] == nil {
            places[record.id] = events.count
            events.append(Tracked(id: record.id, channel: channel))
            marks.append(contentsOf: repeatElement(0, count: hostCount))
        }
    }

    mutating func observe(_ turn: Turn) {
        guard case .batch(let batch) = turn.kind else { return }
        for effect in batch.effects {
            switch effect {
            case .persist(.channel(_, let record)): observe(record, of: batch.host, at: turn.at)
            case .answer(_, let answer):
                if batch.isHonest { acknowledge(answer.accepted, at: turn.at) }
                if answer.refusal != nil { refusalCount += 1 }
            case .notice(.refused(_, let reason)): refusals[batch.host, default: []].insert(reason)
            case .persist, .sendGossip, .sendDirect, .load, .learnt, .graylist, .disconnect,
                .notice:
                continue
            }
        }
    }

    /// Why a host refused proposals, in this and earlier lives of its process; in order of the codes.
    func reasonsOfRefusal(at host: Int) -> [RejectReason] {
        RejectReason.allCases.filter { refusals[host]?.contains($0) ?? false }
    }

    private mutating func acknowledge(_ ids: [EventID], at time: Duration) {
        for id in ids {
            guard let place = places[id], events[place].acknowledgedAt == nil else { continue }
            events[place].acknowledgedAt = time
            acknowledgedCount += 1
        }
    }

    private mutating func observe(_ record: ChannelRecord, of host: Int, at time: Duration) {
        switch record {
        case .event(let event, let isObserved):
            guard let place = places[event.id], !isObserved, mark(1, place, host),
                let since = events[place].acknowledgedAt
            else { return }
            delivery.add(time - since)
        case .approved(let approved):
            approvalCount += 1
            for id in approved.state.stepIDs {
                guard let place = places[id], mark(2, place, host),
                    let since = events[place].acknowledgedAt
                else { continue }
                payment.add(time - since)
            }
        case .observed, .statement, .signed, .reverted, .recovered, .evidence, .dropped, .live:
            return
        }
    }

    /// Sets a bit; false when it was set before.
    private mutating func mark(_ bit: UInt8, _ place: Int, _ host: Int) -> Bool {
        let index = place * hostCount + host
        guard marks[index] & bit == 0 else { return false }
        marks[index] |= bit
        return true
    }
}
