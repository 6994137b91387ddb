// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
public import SimulatedWorld
import Validator
import ValidatorMessages

/// No honest validator signs two states that are not ordered, nor two different ones with one
/// sequence: over crashes and restarts, and also when its storage was replaced by an old copy.
///
/// Judged by what arrived at others under its key, which is what left its process.
public struct OrderedSignatures: Invariant {
    /// What it is called where breaches are told.
    public static let name = "ordered-signatures"
    /// What it states.
    public static let claim = """
        No honest validator signs two unordered states, over restarts and restored copies of its \
        disk.
        """

    private struct Signer: Hashable, Sendable {
        let host: Int
        let channel: ChannelID
    }

    private struct Signed: Sendable {
        let root: Digest
        let balances: Balances
        let total: Amount
    }

    /// How often it looked.
    public private(set) var checkCount = 0
    private var roster: Roster
    private var recordCounts: [Int]
    /// The balances under each root that any honest disk knows.
    private var balances: [Digest: Balances] = [:]
    /// What each validator was seen to sign, ascending.
    private var ladders: [Signer: [Signed]] = [:]
    private var seen: [Signer: Set<Digest>] = [:]
    /// What a leader was seen to propose under each sequence.
    private var proposals: [Signer: [UInt64: Lineage]] = [:]

    /// Watches a world from its start.
    public init(roster: Roster, world: World) {
        self.roster = roster
        recordCounts = world.hosts.map { _ in 0 }
        for host in world.hosts.indices { read(host, in: world) }
    }

    /// Looks at what just happened.
    public mutating func observe(_ turn: Turn, in world: World) -> Breach? {
        switch turn.kind {
        case .batch(let batch):
            if batch.isHonest {
                for case .persist(.channel(_, let record)) in batch.effects { learn(record) }
            }
            recordCounts[batch.host] = batch.durableCount
            var found: Breach?
            for input in batch.inputs {
                input.forEachStatement { statement in
                    if found == nil { found = check(statement, at: turn.at) }
                }
            }
            return found
        case .up(let host): read(host, in: world)
        case .fault: roster.observe(turn)
        case .down, .connected, .parted: break
        }
        return nil
    }

    private mutating func check(_ statement: SignedStatement, at time: Duration) -> Breach? {
        guard let root = statement.signedRoot, let channel = statement.channel,
            let host = roster.places[statement.author], !roster.wasByzantine[host]
        else { return nil }
        let signer = Signer(host: host, channel: channel)
        checkCount += 1
        let detail = checkSequence(of: statement, by: signer) ?? checkOrder(of: root, by: signer)
        return detail.map {
            Breach(invariant: Self.name, at: time, host: host, detail: $0)
        }
    }

    private mutating func checkSequence(
        of statement: SignedStatement, by signer: Signer
    ) -> String? {
        guard case .newState(let state) = statement.statement else { return nil }
        let known = proposals[signer]?[state.sequence]
        guard known == nil || known == state.lineage else {
            return "it proposed two states under \(state.sequence)"
        }
        if known == nil { proposals[signer, default: [:]][state.sequence] = state.lineage }
        return nil
    }

    private mutating func checkOrder(of root: Digest, by signer: Signer) -> String? {
        guard seen[signer]?.contains(root) != true, let balances = balances[root],
            let total = balances.total
        else { return nil }
        seen[signer, default: []].insert(root)
        let ladder = ladders[signer] ?? []
        let place = ladder.firstIndex { $0.total > total } ?? ladder.count
        if place > 0, !balances.dominates(ladder[place - 1].balances) {
            return "it signed \(ladder[place - 1].root) and \(root), which are not ordered"
        }
        if place < ladder.count, !ladder[place].balances.dominates(balances) {
            return "it signed \(ladder[place].root) and \(root), which are not ordered"
        }
        ladders[signer, default: []].insert(
            Signed(root: root, balances: balances, total: total), at: place)
        return nil
    }

    private mutating func learn(_ record: ChannelRecord) {
        switch record {
        case .signed(let signed): balances[signed.floor.root] = signed.floor.balances
        case .approved(let approved): balances[approved.state.root] = approved.state.balances
        case .event, .observed, .statement, .reverted, .evidence, .dropped, .recovered, .live:
            return
        }
    }

    /// Reads what came to a disk without a batch that was seen.
    private mutating func read(_ host: Int, in world: World) {
        let records = world.hosts[host].journal.records
        let start = min(recordCounts[host], records.count)
        for case .channel(_, let record) in records[start...] { learn(record) }
        recordCounts[host] = records.count
    }
}
