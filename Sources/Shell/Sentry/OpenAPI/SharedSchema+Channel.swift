// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace

extension SharedSchema {
    /// A number of seconds or milliseconds since 1970.
    private static func moment(_ unit: String) -> JSONSchema {
        .integer(0...UInt64.max).described("\(unit) since 1970.")
    }

    /// The description of a channel as it is posted. What sentries add to one is of no meaning.
    static let channelSchema = JSONSchema.object(
        channelMembers,
        optional: [
            "id": .shared(.channelID), "targetingRules": .anything, "exhausted": .anything,
        ])

    /// The description of a channel that the node holds; its status also says whether it is
    /// exhausted.
    static let heldChannelSchema = JSONSchema.object(
        ["id": .shared(.channelID)] + channelMembers,
        optional: [
            "exhausted": .list(of: .only(true)), "targetingRules": .list(of: .anything),
        ])

    private static let channelMembers: JSONSchema.Members = [
        "creator": .shared(.address), "depositAsset": .shared(.address),
        "depositAmount": .shared(.anyAmount), "validUntil": moment("Seconds"),
        "spec": .shared(.channelSpec),
    ]

    /// - Source: `ChannelSpec`, which reads it.
    static let specSchema = JSONSchema.object(
        [
            "validators": .list(of: validator, counts: ChannelLimits.validatorCounts),
            "withdrawPeriodStart": moment("Milliseconds"),
        ],
        optional: [
            "title": .text(lengths: 0...120), "adUnits": .list(of: .anyObject),
            "targeting": .list(
                of: .object([:], optional: ["tag": .text(), "score": .integer(0...100)])),
            "minTargetingScore": JSONSchema.shared(.count).orNull,
            "minPerImpression": .shared(.anyAmount), "maxPerImpression": .shared(.anyAmount),
            "pricingBounds": .object([:], optional: ["IMPRESSION": bounds, "CLICK": bounds]),
            "eventSubmission": .shared(.eventSubmission),
            "targetingRules": .list(of: .anyObject), "nonce": .text(),
            "created": moment("Milliseconds"), "activeFrom": moment("Milliseconds"),
            "missedEventsThreshold": .integer(ChannelLimits.missedEventsThresholds),
            "health": .object(
                [:],
                optional: [
                    "threshold": .integer(ChannelLimits.promilles),
                    "unsignable": .integer(ChannelLimits.promilles),
                ]),
            "batching": .object(
                [:],
                optional: [
                    "maxEvents": .integer(ChannelLimits.batchEvents),
                    "maxTime": .integer(ChannelLimits.batchMillis),
                ]),
            "settleDelay": .integer(ChannelLimits.settleMillis),
            "cancellationFee": .object([
                "promilles": .integer(ChannelLimits.promilles), "recipient": .shared(.address),
            ]),
        ])

    /// - Source: `EventSubmission`, which reads it.
    static let eventSubmissionSchema = JSONSchema.object(
        [:],
        optional: [
            "allow": .list(
                of: .object(
                    [:],
                    optional: [
                        "uids": JSONSchema.list(of: JSONSchema.shared(.address).orNull).orNull,
                        "evTypes": JSONSchema.list(of: .text()).orNull,
                        "rateLimit": JSONSchema.object([
                            "type": .choice(["ip", "uid", "sid"]),
                            "timeframe": JSONSchema.shared(.count).described("Milliseconds."),
                        ]).orNull,
                    ]))
        ])

    private static let bounds = JSONSchema.object([
        "min": .shared(.anyAmount), "max": .shared(.anyAmount),
    ])

    private static let validator = JSONSchema.object(
        [
            "id": .shared(.address), "fee": .shared(.anyAmount),
            "url": .text("^https?://[^/?#:@][!-~]*$", lengths: 8...2_048),
        ],
        optional: ["feeAddr": .shared(.address)])

    /// What a channel pays, and all that an ad view needs to show its ad.
    static let bidSchema = JSONSchema.object([
        "channelId": .shared(.channelID), "price": .shared(.amount), "match": .number(0...1),
        "score": JSONSchema.shared(.count).orNull, "matchToCpmRatio": .shared(.amount),
        "minCpm": .shared(.amount), "pricePerImpression": .shared(.amount),
        "depositAsset": .shared(.address), "creator": .shared(.address),
        "validUntil": moment("Seconds"), "title": JSONSchema.text().orNull,
        "adUnits": .list(of: .anyObject), "targeting": .list(of: .anyObject),
        "minTargetingScore": JSONSchema.shared(.count).orNull,
        "targetingRules": .list(of: .anyObject),
        "validators": .list(of: .object(["id": .shared(.address), "url": .text()])),
    ])
}
