// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
public import SimulatedWorld
import Validator
import ValidatorMessages

/// Nothing is visible before it is durable: an honest validator's signature under a state, and an
/// acknowledged event, are on its disk before anybody sees them.
///
/// Judged by the order of effects in a batch, by what the disk held when the batch was over, and
/// for signatures also where they arrive, since that is what left the process whatever became of
/// it.
public struct DurableFirst: Invariant {
    /// What it is called where breaches are told.
    public static let name = "durable-first"
    /// What it states.
    public static let claim = """
        No signature and no acknowledgement of an honest node is visible before its record is \
        on disk.
        """

    private struct Signature: Hashable, Sendable {
        let channel: ChannelID
        let root: Digest
    }

    /// What a host's disk held, as far as it matters here.
    private struct Shelf: Sendable {
        var recordCount = 0
        var signatures: Set<Signature> = []
        /// Events by a part of their ids; forgotten when the disk is replaced.
        var events: Set<UInt64> = []
    }

    /// How often it looked.
    public private(set) var checkCount = 0
    private var roster: Roster
    private var shelves: [Shelf]

    /// Watches a world from its start.
    public init(roster: Roster, world: World) {
        self.roster = roster
        shelves = world.hosts.map { _ in Shelf() }
        for host in world.hosts.indices { read(host, in: world) }
    }

    /// Looks at what just happened.
    public mutating func observe(_ turn: Turn, in world: World) -> Breach? {
        switch turn.kind {
        case .batch(let batch):
            let detail = check(batch, in: world)
            return detail.map {
                Breach(invariant: Self.name, at: turn.at, host: batch.host, detail: $0)
            }
        case .up(let host): read(host, in: world)
        case .fault(.restore(let hosts, _)):
            for host in hosts {
                shelves[host].recordCount = 0
                shelves[host].events = []
                read(host, in: world)
            }
        case .fault: roster.observe(turn)
        case .down, .connected, .parted: break
        }
        return nil
    }

    private mutating func check(_ batch: Batch, in world: World) -> String? {
        if batch.isHonest {
            if let detail = checkEffects(of: batch) { return detail }
        } else {
            for case .persist(let record) in batch.effects { enter(record, of: batch.host) }
        }
        let expected = shelves[batch.host].recordCount
        if batch.isHonest, batch.durableCount < expected {
            return "\(expected) records should be on disk, \(batch.durableCount) are"
        }
        shelves[batch.host].recordCount = batch.durableCount
        for input in batch.inputs {
            if let detail = checkArrivals(in: input) { return detail }
        }
        return nil
    }

    /// Takes the effects of a batch in order, as they are performed.
    private mutating func checkEffects(of batch: Batch) -> String? {
        for effect in batch.effects {
            switch effect {
            case .persist(let record):
                if case .channel(let id, .signed(let signed)) = record,
                    let detail = checkSecrecy(of: signed, in: id, batch)
                {
                    return detail
                }
                enter(record, of: batch.host)
                shelves[batch.host].recordCount += 1
            case .answer(_, let answer):
                checkCount += answer.accepted.count
                for id in answer.accepted
                where !shelves[batch.host].events.contains(Self.part(of: id)) {
                    return "\(id) was acknowledged and is not on disk"
                }
            case .sendGossip, .sendDirect, .load, .learnt, .graylist, .disconnect, .notice:
                continue
            }
        }
        return nil
    }

    /// A state that is about to be signed for the first time is named in nothing that left before
    /// the record.
    private func checkSecrecy(
        of signed: SignedRecord, in channel: ChannelID, _ batch: Batch
    ) -> String? {
        let root = signed.floor.root
        let signature = Signature(channel: channel, root: root)
        guard !shelves[batch.host].signatures.contains(signature) else { return nil }
        for effect in batch.effects {
            switch effect {
            case .persist(.channel(channel, .signed(signed))): return nil
            case .sendGossip(let bytes, _), .sendDirect(let bytes, _):
                if OwnSignature.isUnder(root, in: bytes, from: batch.host, roster) {
                    return "its signature under \(root) left before the record"
                }
            case .persist, .answer, .load, .learnt, .graylist, .disconnect, .notice: continue
            }
        }
        return nil
    }

    /// Every signature of an honest validator that arrives anywhere was on its disk.
    private mutating func checkArrivals(in input: NodeInput) -> String? {
        var found: String?
        input.forEachStatement { statement in
            guard found == nil, let root = statement.signedRoot, let id = statement.channel,
                let author = roster.places[statement.author], !roster.wasByzantine[author]
            else { return }
            checkCount += 1
            if !shelves[author].signatures.contains(Signature(channel: id, root: root)) {
                found = "host \(author) signed \(root), which its disk does not know"
            }
        }
        return found
    }

    private mutating func enter(_ record: NodeRecord, of host: Int) {
        guard case .channel(let id, let record) = record else { return }
        switch record {
        case .event(let event, _): shelves[host].events.insert(Self.part(of: event.id))
        case .observed(let event): shelves[host].events.insert(Self.part(of: event))
        case .approved(let approved):
            for event in approved.state.stepIDs {
                shelves[host].events.insert(Self.part(of: event))
            }
        case .signed(let signed):
            shelves[host].signatures.insert(Signature(channel: id, root: signed.floor.root))
        case .statement, .reverted, .recovered, .evidence, .dropped, .live: return
        }
    }

    /// Reads what came to a disk without a batch that was seen.
    private mutating func read(_ host: Int, in world: World) {
        let records = world.hosts[host].journal.records
        let start = min(shelves[host].recordCount, records.count)
        for record in records[start...] { enter(record, of: host) }
        shelves[host].recordCount = records.count
    }

    private static func part(of id: EventID) -> UInt64 { id.digest.words.0 }
}
