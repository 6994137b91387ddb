// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

extension Bench {
    /// What storage holds of everything the validator made durable so far.
    var snapshot: ChannelSnapshot {
        var journal = Disk()
        journal.append([.channelAdded(channel)] + history.map { .channel(id, $0) })
        return journal.snapshot.channels.first ?? ChannelSnapshot(channel: channel)
    }

    /// What the records so far contradict in each other.
    var storageFaults: [String] {
        var journal = Disk()
        journal.append([.channelAdded(channel)] + history.map { .channel(id, $0) })
        return journal.faults
    }

    /// The newest approval the validator said.
    var ownApproval: SignedStatement? {
        history.compactMap { record -> SignedStatement? in
            guard case .statement(let statement) = record, case .approveState = statement.statement,
                statement.authorAddress == channel.spec.validators[own].id
            else { return nil }
            return statement
        }.last
    }

    /// Clicks, which cost nothing in the usual terms.
    func freeEvents(_ numbers: Range<Int>) throws -> [EventRecord] {
        try events(numbers).map { event in
            try EventRecord(
                making: EventRecord.Content(
                    channel: id, type: .click, publisher: event.publisher, user: nil, adUnit: "",
                    adSlot: "", slotType: "", referrer: "", country: "", operatingSystem: "",
                    browser: "", occurredAt: event.occurredAt, nonce: event.nonce),
                userSignature: nil)
        }
    }

    /// The leader sets a price that holds for all events of the bench.
    mutating func price(_ price: UInt64, sequence: UInt64, isHeard: Bool = true) {
        let from = Sample.start.subtracting(milliseconds: 3_000)
        prices.insert(
            PriceList.Entry(
                sequence: sequence, price: Amount(price), perPublisher: Balances(),
                effectiveFrom: from))
        guard isHeard else { return }
        hear(
            .setImpressionPrice(
                SetImpressionPrice(
                    channel: id, sequence: sequence, price: Amount(price), perPublisher: [],
                    effectiveFrom: from)), from: 0)
    }

    /// An approved state as another node hands it over.
    mutating func adoption(of draft: Draft, approvedBy authors: [Int]) -> Adoption {
        let state = draft.state(on: self)
        let proposal = sign(.newState(state), by: 0)
        let approvals = authors.map { author in
            sign(
                .approveState(
                    ApproveState(
                        channel: id, stateRoot: state.stateRoot, lineage: state.lineage,
                        stateSignature: keys[author].sign(stateRoot: draft.stateRoot).bytes,
                        isHealthy: true, healthPromilles: 1_000, exhausted: draft.exhausted)),
                by: author)
        }
        return Adoption(
            proposal: proposal, isStateSignatureValid: draft.signer == 0, approvals: approvals,
            stepIDs: draft.events.map(\.id), payouts: draft.payouts, balances: [])
    }
}
