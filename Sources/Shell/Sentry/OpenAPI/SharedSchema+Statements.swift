// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace
import ValidatorMessages

extension SharedSchema {
    /// A statement in AdEx's wrapper, with our members beside AdEx's.
    static let statementSchema = JSONSchema.object([
        "from": .shared(.address), "received": .shared(.time),
        "msg": .either(
            message(.newState, newState, optional: newStateBalances),
            message(.approveState, approveState), message(.rejectState, rejectState),
            message(.heartbeat, heartbeat, optional: ["signature": .shared(.signature)]),
            message(.reportObservedEvents, observedEvents),
            message(
                .setImpressionPrice, impressionPrice,
                optional: ["targetingRules": .list(of: .anything)])),
    ])

    /// A statement, and the gossipsub message that carried it.
    static let signedStatementSchema = JSONSchema.object([
        "message": .shared(.statement), "topic": .text(), "sequenceNumber": .text("^[0-9]+$"),
        "signed": .shared(.octets),
    ])

    private static func message(
        _ kind: StatementKind, _ members: JSONSchema.Members, optional: JSONSchema.Members = [:]
    ) -> JSONSchema {
        .object(["type": .choice([kind.name])] + members, optional: optional)
    }

    private static let newState: JSONSchema.Members = [
        "stateRoot": .shared(.bareHash), "signature": .shared(.signature), "exhausted": .truth,
        "sequence": .shared(.count), "parent": JSONSchema.shared(.bareHash).orNull,
        "eventCount": .shared(.count), "eventsRoot": JSONSchema.shared(.bareHash).orNull,
    ]

    private static let newStateBalances: JSONSchema.Members = [
        "balances": .shared(.balances), "balanceChanges": .shared(.balances),
    ]

    private static let approveState: JSONSchema.Members = [
        "stateRoot": .shared(.bareHash), "signature": .shared(.signature), "isHealthy": .truth,
        "exhausted": .truth, "healthPromilles": .integer(0...1_000),
    ]

    private static let rejectState: JSONSchema.Members = [
        "stateRoot": .shared(.bareHash), "reason": .choice(RejectReason.allCases.map(\.name)),
        "sequence": .shared(.count), "accounts": .list(of: .shared(.address)),
        "eventIds": .list(of: .shared(.hash)),
    ]

    private static let heartbeat: JSONSchema.Members = [
        "timestamp": .shared(.time), "stateRoot": .shared(.bareHash),
    ]

    private static let observedEvents: JSONSchema.Members = [
        "observed": .list(of: .shared(.hash)), "missing": .list(of: .shared(.hash)),
        "isCampaignUnhealthy": .truth, "needMissedEvents": .truth,
    ]

    private static let impressionPrice: JSONSchema.Members = [
        "price": .shared(.amount), "perPublisher": .shared(.balances),
        "sequence": .shared(.count), "effectiveFrom": .shared(.time),
    ]
}
