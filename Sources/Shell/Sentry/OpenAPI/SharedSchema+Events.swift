// This source file is part of the Outpace project. License: see LICENSE.

import Access
import JSON
import Outpace
import ValidatorMessages

extension SharedSchema {
    /// An event in the body of a request; only where the path names no channel may it name one.
    static func submittedEventSchema(namesChannel: Bool) -> JSONSchema {
        let channel: JSONSchema.Members =
            namesChannel ? ["channelId": .shared(.anyChannelID)] : [:]
        return .either(
            .object(
                channel + ["type": types(.impression, .click), "publisher": .shared(.anyAddress)],
                optional: shown + origin),
            .object(channel + ["type": types(.close)], optional: origin),
            .object(
                channel + [
                    "type": types(.updateTargeting), "targetingRules": .list(of: .anything),
                ]))
    }

    private static func types(_ types: SubmittedType...) -> JSONSchema {
        .choice(types.map(\.rawValue))
    }

    private static func label(_ byteLimit: Int) -> JSONSchema {
        JSONSchema.text(lengths: 0...byteLimit).orNull
    }

    /// What an event tells of where the ad was shown.
    private static let shown: JSONSchema.Members = [
        "user": JSONSchema.text(lengths: 1...StatementLimits.userByteLimit).orNull,
        "adUnit": label(StatementLimits.adByteLimit), "adSlot": label(StatementLimits.adByteLimit),
        "slotType": label(StatementLimits.labelByteLimit),
        "ref": label(StatementLimits.referrerByteLimit),
        "country": label(StatementLimits.labelByteLimit),
        "os": label(StatementLimits.labelByteLimit),
        "browser": label(StatementLimits.labelByteLimit),
    ]

    /// When it occurred and what tells it from equal ones.
    private static let origin: JSONSchema.Members = [
        "occurredAt": .either(
            .integer(0...UInt64.max),
            .text(
                "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}"
                    + "(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$", lengths: 20...40),
            .nothing),
        "nonce": JSONSchema.text("^(0[xX])?[0-9a-fA-F]{32}$").orNull,
        "userSignature": JSONSchema.text("^(0[xX])?[0-9a-fA-F]{130}$").orNull,
    ]

    /// An event of a user or a publisher, with its proof when it is included.
    static let userEventSchema = JSONSchema.either(
        .object(
            userEventMembers + [
                "status": .choice(["INCLUDED"]), "paid": JSONSchema.shared(.amount).orNull,
                "state": .object([
                    "sequence": .shared(.count), "stateRoot": .shared(.hash),
                    "eventsRoot": .shared(.hash),
                ]),
                "proof": .list(of: .shared(.hash)),
            ], optional: userEventLabels),
        .object(userEventMembers + ["status": .choice(["WAITING"])], optional: userEventLabels))

    private static let userEventMembers: JSONSchema.Members = [
        "id": .shared(.hash), "type": .choice(EventType.allCases.map(\.name)),
        "publisher": .shared(.address), "user": JSONSchema.text().orNull,
        "occurredAt": .shared(.time), "record": .shared(.octets),
    ]

    private static let userEventLabels: JSONSchema.Members = [
        "adUnit": .text(), "adSlot": .text(), "slotType": .text(), "ref": .text(),
        "country": .text(), "os": .text(), "browser": .text(),
    ]

    /// The sums of one state; all of them for validators of the channel alone.
    static let aggregateSchema = JSONSchema.object(
        ["created": .shared(.time), "events": .map(.text(), to: byPublisher)],
        optional: [
            "channelId": .shared(.channelID), "totals": .map(.text(), to: total),
            "earners": .list(of: .shared(.address)),
        ])

    private static let byPublisher = JSONSchema.object([
        "eventCounts": .map(.shared(.address), to: .shared(.amount)),
        "eventPayouts": .map(.shared(.address), to: .shared(.amount)),
    ])

    private static let total = JSONSchema.object([
        "eventCounts": .shared(.amount), "eventPayouts": .shared(.amount),
    ])

    /// Values in the order of their times.
    static let analyticsSchema = JSONSchema.object([
        "limit": .shared(.count),
        "aggr": .list(
            of: .object(
                ["value": .shared(.amount), "time": .shared(.count)],
                optional: ["channelId": .shared(.channelID)])),
    ])
}
