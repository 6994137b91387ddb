// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
public import Outpace
public import Primitives
public import ValidatorMessages

/// What storage holds of one channel when a node starts.
public struct ChannelSnapshot: Sendable {
    /// The channel.
    public var channel: PaymentChannel
    /// Whether every validator's heartbeat was heard before.
    public var isLive = false
    /// The last approved state.
    public var approved: ApprovedState?
    /// Ids of all included events, in any order.
    public var included: [EventID] = []
    /// Whether the record of an included event is missing.
    public var lacksRecords = false
    /// Events that wait, with whether our own sentry accepted them.
    public var pending: [(record: EventRecord, isObserved: Bool)] = []
    /// The last signature of this validator.
    public var signed: SignedRecord?
    /// The newest statement of each kind of each validator, all prices, and own reports; oldest first.
    public var statements: [SignedStatement] = []
    /// Proof of misbehaviour.
    public var evidence: [Evidence] = []

    /// An empty snapshot of a channel.
    public init(channel: PaymentChannel) { self.channel = channel }
}

extension ChannelValidator {
    mutating func restore(_ snapshot: ChannelSnapshot) {
        approved = snapshot.approved
        included.insert(snapshot.included)
        evidence = snapshot.evidence
        isClosed = !evidence.isEmpty
        if let approved {
            history = [RecentState(approved, events: [])]
            use(sequence: approved.newState.sequence)
        }
        for (record, isObserved) in snapshot.pending where !included.contains(record.id) {
            insert(record, isObserved: isObserved, as: .restored)
        }
        for statement in snapshot.statements { restore(statement) }
        if let signed = snapshot.signed { restore(signed) }
        recallStored()
        // Who observed the included events is not stored. A leader that took them for vouched would
        // pass the tolerance of its followers, and could not take its signature back.
        if isLeader {
            exposed.assume(min(included.count, tolerance(eventCount: base.eventCount)))
        }
    }

    private mutating func restore(_ statement: SignedStatement) {
        guard let validator = channel.index(of: statement.authorAddress) else { return }
        switch statement.statement {
        case .setImpressionPrice(let price) where validator == 0:
            guard let entry = PriceList.Entry(price), prices.insert(entry) == .inserted else {
                return
            }
            priceStatements.append(statement)
        case .reportObservedEvents(let report):
            observe(report, from: validator)
            reporting.remember(
                statement, ids: report.observed + report.missing,
                limit: parameters.reportsKeptLimit,
                bytesLimit: parameters.reportsKeptBytesLimit)
            if validator == ownIndex { reporting.saidUnhealthy = report.isCampaignUnhealthy }
            latest[validator].report = statement
            latest[validator].isCampaignUnhealthy = report.isCampaignUnhealthy
            latest[validator].reportSequence = statement.sequenceNumber
        case .newState(let state):
            latest[validator].newState = statement
            if validator == 0 { use(sequence: state.sequence) }
        case .approveState: latest[validator].approval = statement
        case .rejectState: latest[validator].refusal = statement
        case .setImpressionPrice, .heartbeat: return
        }
    }

    /// Sets the floor of the last signature; a leader also resumes the proposal it stands for.
    private mutating func restore(_ signed: SignedRecord) {
        floor = signed.floor
        signedIDs = signed.stepIDs
        use(sequence: signed.floor.sequence)
        guard isLeader, signed.floor.lineage != base.lineage,
            let statement = latest[0].newState, case .newState(let state) = statement.statement,
            state.lineage == signed.floor.lineage, state.parentLineage == base.lineage
        else { return }
        let events = signed.stepIDs.compactMap { pool[$0] }
        guard events.count == signed.stepIDs.count,
            let step = Step(events: events, on: base, channel: channel, prices: prices),
            step.balances == signed.floor.balances
        else { return }
        proposal = Proposal(
            statement: statement, state: state, isStateSignatureValid: true,
            receivedAt: now.instant, step: step, isAnswered: true)
    }
}
