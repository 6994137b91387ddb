// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Validator
import ValidatorMessages

/// The records of one channel, put together again the way a database would.
struct DiskReplay {
    let channel: PaymentChannel
    private(set) var states: [ApprovedState] = []
    private(set) var faults: [String] = []
    private var isLive = false
    private var events: [EventID: (record: EventRecord, isObserved: Bool)] = [:]
    private var included: Set<EventID> = []
    private var signed: SignedRecord?
    private var statements: [SignedStatement] = []
    private var evidence: [Evidence] = []
    private var balances: [Address: BalanceChange] = [:]

    init(channel: PaymentChannel) { self.channel = channel }

    mutating func apply(_ record: ChannelRecord) {
        switch record {
        case .event(let record, let isObserved):
            let known = events[record.id]?.isObserved ?? false
            events[record.id] = (record, isObserved || known)
        case .observed(let id):
            if events[id] == nil { faults.append("\(id) was observed and is not held") }
            events[id]?.isObserved = true
        case .statement(let statement): statements.append(statement)
        case .signed(let record): sign(record)
        case .approved(let record): approve(record)
        case .reverted(let root, let changes): revert(root, restoring: changes)
        case .evidence(let proof): evidence.append(proof)
        case .recovered(_, let records):
            for record in records
            where included.contains(record.id) && events[record.id] == nil {
                events[record.id] = (record, false)
            }
        case .dropped(let ids): for id in ids { events[id] = nil }
        case .live: isLive = true
        }
    }

    private mutating func sign(_ record: SignedRecord) {
        if let signed, signed.floor.root != record.floor.root,
            record.floor.sequence <= signed.floor.sequence
        {
            faults.append("signed another state under \(record.floor.sequence)")
        }
        if let signed, !record.floor.balances.dominates(signed.floor.balances) {
            faults.append("signed below the floor under \(record.floor.sequence)")
        }
        signed = record
    }

    private mutating func approve(_ record: ApprovedRecord) {
        let state = record.state
        if let last = states.last, last.newState.sequence >= state.newState.sequence {
            faults.append("approved \(state.newState.sequence) after \(last.newState.sequence)")
        }
        if !included.isDisjoint(with: state.stepIDs) { faults.append("an event is paid twice") }
        states.append(state)
        included.formUnion(state.stepIDs)
        change(record.changes)
    }

    private mutating func revert(_ root: Digest, restoring changes: [BalanceChange]) {
        guard let state = states.last, state.root == root else {
            faults.append("\(root) is not the last approved state")
            return
        }
        states.removeLast()
        included.subtract(state.stepIDs)
        for change in changes { balances[change.account] = change }
    }

    private mutating func change(_ changes: [BalanceChange]) {
        for change in changes { balances[change.account] = change }
        guard let state = states.last else { return }
        let before = balances.values.compactMap { change in
            change.beforeFees.map { Balances.Entry(account: change.account, amount: $0) }
        }
        let after = balances.values.compactMap { change in
            change.afterFees.map { Balances.Entry(account: change.account, amount: $0) }
        }
        guard (try? Balances(before)) == state.beforeFees, (try? Balances(after)) == state.balances
        else {
            faults.append("the changes up to \(state.newState.sequence) miss its balances")
            return
        }
    }

    var snapshot: ChannelSnapshot {
        var snapshot = ChannelSnapshot(channel: channel)
        snapshot.isLive = isLive
        snapshot.approved = states.last
        snapshot.included = included.sorted()
        snapshot.lacksRecords = included.contains { events[$0] == nil }
        snapshot.pending = events.values.filter { !included.contains($0.record.id) }
            .sorted { $0.record.key < $1.record.key }
        snapshot.signed = signed
        snapshot.evidence = evidence
        snapshot.statements = restored
        return snapshot
    }

    /// All prices and reports, and of the other kinds the newest of each validator.
    private var restored: [SignedStatement] {
        var newest: [StatementKind: [Address: SignedStatement]] = [:]
        var kept: [SignedStatement] = []
        for statement in statements {
            let kind = statement.statement.kind
            switch kind {
            case .setImpressionPrice, .reportObservedEvents: kept.append(statement)
            case .newState, .approveState, .rejectState, .heartbeat:
                let known = newest[kind]?[statement.authorAddress]?.sequenceNumber ?? 0
                guard statement.sequenceNumber > known else { continue }
                newest[kind, default: [:]][statement.authorAddress] = statement
            }
        }
        kept += newest.values.flatMap(\.values)
        return kept.sorted {
            ($0.sequenceNumber, $0.authorAddress) < ($1.sequenceNumber, $1.authorAddress)
        }
    }
}
