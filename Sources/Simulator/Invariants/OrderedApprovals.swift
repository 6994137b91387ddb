// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
public import SimulatedWorld
import Validator
import ValidatorMessages

/// The theorem of the protocol: with fewer than a third of a channel's validators byzantine, any
/// two approved states at any honest hosts are ordered, approved balances never shrink and never
/// exceed the deposit, and no event is paid twice. A quorum approved each of them, with its events.
public struct OrderedApprovals: Invariant {
    /// What it is called where breaches are told.
    public static let name = "ordered-approvals"
    /// What it states.
    public static let claim = """
        Any two approved states of a channel at honest hosts are ordered, never pay more than the \
        deposit, pay no event twice, and have a quorum's approvals for the events they pay.
        """

    /// How often it looked.
    public private(set) var checkCount = 0
    private var roster: Roster
    private var books: [ChannelID: ApprovalBook] = [:]

    /// Watches a world from its start.
    public init(roster: Roster) { self.roster = roster }

    /// Looks at what just happened.
    public mutating func observe(_ turn: Turn, in world: World) -> Breach? {
        switch turn.kind {
        case .fault: roster.observe(turn)
        case .up(let host): for id in Array(books.keys) { books[id]?.tips[host] = nil }
        case .batch(let batch) where batch.isHonest:
            for case .persist(.channel(let id, .approved(let record))) in batch.effects {
                if let detail = check(record.state, of: id, at: batch.host, in: world) {
                    return Breach(
                        invariant: Self.name, at: turn.at, host: batch.host, detail: detail)
                }
            }
        case .batch, .down, .connected, .parted: break
        }
        return nil
    }

    private static func stands(_ approval: SignedStatement?, for state: ApprovedState) -> Bool {
        guard case .approveState(let said)? = approval?.statement else { return false }
        return said.stateRoot == state.root && said.lineage == state.lineage
    }

    private mutating func check(
        _ state: ApprovedState, of id: ChannelID, at host: Int, in world: World
    ) -> String? {
        guard !roster.wasByzantine[host], let channel = roster.channel(id, in: world),
            roster.isSound(channel)
        else { return nil }
        checkCount += 1
        let approvals = state.approvals.count { Self.stands($0, for: state) }
        let validators = channel.channel.spec.validators.count
        guard Quorum.isReached(signatures: approvals + 1, validators: validators) else {
            return
                "\(approvals) of \(validators - 1) followers approved \(state.root) with its events"
        }
        return books[id, default: ApprovalBook(deposit: channel.channel.deposit)]
            .enter(state, at: host)
    }
}

/// The approved states of one channel, at all hosts together.
struct ApprovalBook: Sendable {
    private struct Entry: Sendable {
        let root: Digest
        let lineage: Lineage
        let parent: Lineage?
        let balances: Balances
        let total: Amount
        let stepIDs: [EventID]
    }

    /// The last approved state of each host since it started.
    var tips: [Int: Lineage] = [:]
    private let deposit: Amount
    private var entries: [Lineage: Entry] = [:]
    /// All states by what they pay.
    private var ascending: [Lineage] = []
    private var payers: [EventID: [Lineage]] = [:]

    init(deposit: Amount) { self.deposit = deposit }

    /// Enters a state that a host holds approved; says what is wrong with that.
    mutating func enter(_ state: ApprovedState, at host: Int) -> String? {
        if let known = entries[state.lineage] {
            guard known.stepIDs == state.stepIDs else {
                return "\(state.root) is approved with different events at different hosts"
            }
        } else if let detail = enter(new: state) {
            return detail
        }
        defer { tips[host] = state.lineage }
        guard let tip = tips[host].flatMap({ entries[$0] }) else { return nil }
        return state.balances.dominates(tip.balances)
            ? nil : "\(state.root) pays less than \(tip.root), which was approved before it"
    }

    private mutating func enter(new state: ApprovedState) -> String? {
        guard let total = state.balances.total, total <= deposit else {
            return "\(state.root) pays more than the deposit"
        }
        let entry = Entry(
            root: state.root, lineage: state.lineage, parent: state.newState.parentLineage,
            balances: state.balances, total: total, stepIDs: state.stepIDs)
        let place =
            ascending.firstIndex { (entries[$0]?.total ?? .zero) > total }
            ?? ascending.count
        entries[state.lineage] = entry
        if place > 0, let below = entries[ascending[place - 1]],
            !entry.balances.dominates(below.balances)
        {
            return "\(entry.root) and \(below.root) are both approved and not ordered"
        }
        if place < ascending.count, let above = entries[ascending[place]],
            !above.balances.dominates(entry.balances)
        {
            return "\(above.root) and \(entry.root) are both approved and not ordered"
        }
        ascending.insert(state.lineage, at: place)
        return pay(entry)
    }

    private mutating func pay(_ entry: Entry) -> String? {
        for id in entry.stepIDs {
            let others = payers[id] ?? []
            if others.contains(entry.lineage) { return "\(entry.root) pays \(id) twice" }
            for other in others
            where isAncestor(other, of: entry.lineage) || isAncestor(entry.lineage, of: other) {
                let root = entries[other]?.root ?? other.digest
                return "\(id) is paid by \(root) and by \(entry.root), which is of the same chain"
            }
            payers[id] = others + [entry.lineage]
        }
        return nil
    }

    private func isAncestor(_ one: Lineage, of other: Lineage) -> Bool {
        var lineage = entries[other]?.parent
        var count = 0
        while let present = lineage, count <= entries.count {
            if present == one { return true }
            lineage = entries[present]?.parent
            count += 1
        }
        return false
    }
}
