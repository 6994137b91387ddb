// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
public import NodeCore
import Outpace
public import Primitives
public import Validator
public import ValidatorMessages

/// The storage of a simulated node: every record in the order of its commit, nothing interpreted
/// before it is asked for. A copy is a backup.
public struct Disk: Sendable {
    /// The committed records.
    public private(set) var records: [NodeRecord] = []

    /// Where the approved states of each channel are among the records, oldest first.
    private var approvals: [ChannelID: [Int]] = [:]

    /// An empty storage.
    public init() {}

    /// Commits one batch.
    public mutating func append(_ batch: [NodeRecord]) {
        for (place, record) in batch.enumerated() {
            switch record {
            case .channel(let id, .approved):
                approvals[id, default: []].append(records.count + place)
            case .channel(let id, .reverted): _ = approvals[id]?.popLast()
            case .channel, .channelAdded, .sequenceNumbersReserved: continue
            }
        }
        records += batch
    }

    /// What a node starts from.
    public var snapshot: NodeSnapshot {
        var snapshot = NodeSnapshot()
        for record in records {
            if case .sequenceNumbersReserved(let through) = record {
                snapshot.sequenceNumbersReserved = max(snapshot.sequenceNumbersReserved, through)
            }
        }
        snapshot.channels = replayed.map { $0.snapshot }
        return snapshot
    }

    /// What records say that contradicts others; empty for a node that keeps its word.
    public var faults: [String] { replayed.flatMap(\.faults) }

    /// The statements of a channel, in the order of their commit.
    public func statements(of channel: ChannelID) -> [SignedStatement] {
        records.compactMap {
            guard case .channel(channel, .statement(let statement)) = $0 else { return nil }
            return statement
        }
    }

    /// The signatures under states of a channel, in the order of their commit.
    public func signatures(of channel: ChannelID) -> [SignedRecord] {
        records.compactMap {
            guard case .channel(channel, .signed(let signed)) = $0 else { return nil }
            return signed
        }
    }

    /// Reads what a node asks for.
    public func answer(_ query: StorageQuery) -> StorageAnswer {
        switch query {
        case .states(let channel, let sequence, let peer):
            let bundles = bundles(of: channel, after: sequence)
            return .states(LoadedStates(channel: channel, peer: peer, bundles: bundles))
        case .records(let channel, let ids, let peer):
            let held = held(of: channel)
            let records = ids.compactMap { held[$0]?.bytes }
            return .records(LoadedRecords(channel: channel, peer: peer, records: records))
        case .missing(let channel, let place, let limit):
            return .missing(missing(of: channel, from: place, limit: limit))
        }
    }

    /// The event records of a channel.
    private func held(of channel: ChannelID) -> [EventID: EventRecord] {
        var held: [EventID: EventRecord] = [:]
        for case .channel(channel, let record) in records {
            switch record {
            case .event(let event, _): held[event.id] = event
            case .recovered(_, let events): for event in events { held[event.id] = event }
            case .dropped(let ids): for id in ids { held[id] = nil }
            default: continue
            }
        }
        return held
    }

    /// Included events whose records are not here.
    public func missing(
        of channel: ChannelID, from first: MissingPlace, limit: Int
    ) -> MissingRecords {
        let held = held(of: channel)
        var states = (approvals[channel] ?? []).makeIterator()
        return MissingRecords.gathered(of: channel, from: first, limit: limit) {
            while let place = states.next() {
                guard let state = state(at: place), state.newState.sequence >= first.sequence
                else { continue }
                return (state.newState.sequence, state.stepIDs.filter { held[$0] == nil })
            }
            return nil
        }
    }

    /// How many included events lack their records.
    public func missingCount(of channel: ChannelID) -> Int {
        let held = held(of: channel)
        return (approvals[channel] ?? []).reduce(0) { count, place in
            count + (state(at: place)?.stepIDs.count { held[$0] == nil } ?? 0)
        }
    }

    /// Encoded approved states of a channel that follow a sequence, oldest first.
    public func bundles(
        of channel: ChannelID, after sequence: UInt64, byteLimit: Int = 700 << 10
    ) -> [Bytes] {
        var bundles: [Bytes] = []
        var byteCount = 0
        let places = approvals[channel] ?? []
        let known = places.partitioningIndex { (state(at: $0)?.newState.sequence ?? 0) > sequence }
        for place in places[known...] {
            guard let bundle = state(at: place)?.bundle.encode() else { continue }
            byteCount += bundle.count
            guard bundles.isEmpty || byteCount <= byteLimit else { break }
            bundles.append(bundle)
        }
        return bundles
    }

    private func state(at place: Int) -> ApprovedState? {
        guard case .channel(_, .approved(let record)) = records[place] else { return nil }
        return record.state
    }

    private var replayed: [DiskReplay] {
        var replays: [ChannelID: DiskReplay] = [:]
        for record in records {
            switch record {
            case .sequenceNumbersReserved: continue
            case .channelAdded(let channel):
                if replays[channel.id] == nil {
                    replays[channel.id] = DiskReplay(channel: channel)
                }
            case .channel(let id, let record): replays[id]?.apply(record)
            }
        }
        return replays.values.sorted { $0.channel.id < $1.channel.id }
    }
}
