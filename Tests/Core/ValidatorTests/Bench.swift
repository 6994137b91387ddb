// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Mempool
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// One validator of a channel on a bench: the others are played by hand, with their real keys.
struct Bench {
    let keys: [NodeKey]
    let channel: PaymentChannel
    let own: Int
    var validator: ChannelValidator
    var now: Moment
    /// Everything the validator wanted done, in order; what it said has come back to it.
    var effects: [ValidatorEffect] = []
    /// Every record so far, also those before `effects` was emptied.
    var history: [ChannelRecord] = []
    var prices = PriceList()
    private var statementCount: UInt64 = 0

    init(
        own: Int, of count: Int = 4, terms: Sample.Terms = Sample.Terms(),
        parameters: ValidatorParameters = ValidatorParameters(), isPermitted: Bool = true
    ) throws {
        keys = try Sample.keys(count)
        channel = try Sample.channel(1, of: keys, terms: terms)
        self.own = own
        now = Moment(
            instant: Instant(nanoseconds: 5_000_000_000), timestamp: Sample.start)
        validator = ChannelValidator(
            channel: channel, key: keys[own], parameters: parameters, mempool: MempoolParameters(),
            restoring: nil, at: now)
        if isPermitted { step(.permitted) }
    }

    var id: ChannelID { channel.id }

    // MARK: Time and input

    mutating func step(_ input: ValidatorInput) { take(validator.step(input, at: now)) }

    mutating func pass(_ duration: Duration) {
        let end = now.advanced(by: duration)
        while let due = validator.nextDeadline, due <= end.instant {
            if due > now.instant { now = now.advanced(by: due.duration(since: now.instant)) }
            step(.woke)
            if validator.nextDeadline == due { now = now.advanced(by: .milliseconds(1)) }
        }
        if end.instant > now.instant { now = end }
    }

    /// Replaces the validator by one that starts from a snapshot.
    mutating func restart(
        from snapshot: ChannelSnapshot, sequenceGap: UInt64 = 0, isPermitted: Bool = true
    ) {
        validator = ChannelValidator(
            channel: channel, key: keys[own], parameters: ValidatorParameters(),
            mempool: MempoolParameters(), restoring: snapshot, sequenceGap: sequenceGap, at: now)
        if isPermitted { step(.permitted) }
    }

    mutating func take(_ wanted: [ValidatorEffect]) {
        for effect in wanted {
            effects.append(effect)
            if case .persist(let record) = effect { history.append(record) }
            guard case .say(let statement) = effect else { continue }
            let signed = sign(statement, by: own)
            take(
                validator.step(
                    .heard(signed, validator: own, isStateSignatureValid: true), at: now))
        }
    }

    mutating func sign(_ statement: Statement, by author: Int) -> SignedStatement {
        statementCount += 1
        return SignedStatement.signed(
            statement, by: keys[author], sequenceNumber: statementCount,
            topic: ShardTopic.name(of: id))
    }

    @discardableResult
    mutating func hear(
        _ statement: Statement, from author: Int, isStateSignatureValid: Bool = true
    ) -> SignedStatement {
        let signed = sign(statement, by: author)
        step(
            .heard(
                signed, validator: author, isStateSignatureValid: isStateSignatureValid))
        return signed
    }

    // MARK: Events

    /// Events that occurred two seconds ago, apart by one millisecond.
    func events(_ numbers: Range<Int>, publisher: Int? = nil) -> [EventRecord] {
        numbers.map {
            Sample.event(
                $0, of: id, publisher: publisher ?? $0 % 5,
                at: now.timestamp.subtracting(milliseconds: UInt64(2_500 - $0 % 400)))
        }
    }

    /// The validator's own sentry accepts events.
    mutating func submit(_ records: [EventRecord]) throws {
        for record in records { take(try validator.submit(record, at: now).get()) }
    }

    /// The leader hands over records and everybody but us reports them.
    mutating func observe(_ records: [EventRecord], by authors: [Int]) {
        for record in records { step(.received(record, carrier: 1)) }
        for author in authors {
            hear(
                .reportObservedEvents(
                    ReportObservedEvents(
                        channel: id, observed: records.map(\.id), missing: [],
                        isCampaignUnhealthy: false, needMissedEvents: false)), from: author)
        }
    }

    // MARK: What came out

    var judgements: [RejectReason?] {
        effects.compactMap { effect -> RejectReason?? in
            if case .judged(let reason) = effect { .some(reason) } else { nil }
        }
    }

    var said: [Statement] {
        effects.compactMap { if case .say(let statement) = $0 { statement } else { nil } }
    }

    var refusals: [RejectState] {
        said.compactMap { if case .rejectState(let refusal) = $0 { refusal } else { nil } }
    }

    var approvals: [ApproveState] {
        said.compactMap { if case .approveState(let approval) = $0 { approval } else { nil } }
    }

    var reports: [ReportObservedEvents] {
        said.compactMap { if case .reportObservedEvents(let report) = $0 { report } else { nil } }
    }

    var proposals: [NewState] {
        said.compactMap { if case .newState(let state) = $0 { state } else { nil } }
    }

    var records: [ChannelRecord] {
        effects.compactMap { if case .persist(let record) = $0 { record } else { nil } }
    }

    var doubts: [String] {
        effects.compactMap { if case .doubted(let why) = $0 { why } else { nil } }
    }

    /// How often signing was suspended.
    var suspensionCount: Int {
        effects.count { if case .suspended = $0 { true } else { false } }
    }

    var stepRequests: [Lineage] {
        effects.compactMap { if case .fetchStep(let lineage) = $0 { lineage } else { nil } }
    }
}
