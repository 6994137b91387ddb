// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import NodeCore
import Outpace

extension RouteDescriptions {
    var channels: [RouteDescription] {
        [
            RouteDescription(
                .post, "/channel", .channels, "Take a channel that is open on the chain.",
                body: .shared(.channel),
                answers: [
                    Self.channelTaken, Self.channelRefused,
                    .init(409, "The node holds the channel already.", .shared(.message)),
                ]),
            RouteDescription(
                .post, "/channel/validate", .channels,
                "Check everything about a channel but the chain.", body: .shared(.channel),
                answers: [Self.channelTaken, Self.channelRefused]),
            RouteDescription(
                .get, "/channel/list", .channels, "The channels that have not ended.",
                parameters: [
                    .query("page", "Which page.", .integer(0...1_000_000).standard(0)),
                    .query(
                        "validUntil",
                        "Those that end later, in seconds; than now without it.",
                        .shared(.count)),
                    .query("validator", "Those that it signs.", .shared(.anyAddress)),
                    .query("creator", "Those that it opened.", .shared(.anyAddress)),
                ],
                isTagged: true,
                answers: [.init(200, "One page.", channelPage), .badRequest]),
            RouteDescription(
                .get, "/channel/:id/status", .channels, "How a channel is doing.",
                parameters: [.channel], isTagged: true,
                answers: [.init(200, "As this node sees it.", Self.status), .noChannel]),
        ]
    }

    private static let channelTaken = RouteDescription.Answer(
        200, "The channel is a good one.",
        .object(["success": .only(true), "id": .shared(.channelID)]))

    private static let channelRefused = RouteDescription.Answer(
        400, "The description is no channel, or not one for this node.",
        .either(.shared(.badRequest), .shared(.message)))

    private var channelPage: JSONSchema {
        .object([
            "channels": .list(of: .shared(.heldChannel), counts: 0...limits.channelsPerPage),
            "count": .shared(.count), "total": .shared(.count), "totalPages": .shared(.count),
            "page": .shared(.count),
        ])
    }

    private static let status = JSONSchema.object([
        "channel": .shared(.heldChannel), "status": .choice(ChannelStatus.allCases.map(\.rawValue)),
        "bidding": .object([
            "active": .truth,
            "reasons": .list(of: .choice(BiddingReason.allCases.map(\.rawValue))),
        ]),
        "health": .object([
            "ours": .integer(0...1_000),
            "byValidator": .map(.shared(.address), to: .integer(0...1_000)),
        ]),
        "online": .map(.shared(.address), to: .truth),
        "lastApproved": JSONSchema.object([
            "stateRoot": .shared(.hash), "sequence": .shared(.count),
            "eventCount": .shared(.count), "balancesTotal": .shared(.amount),
            "signatures": .shared(.signatures),
        ]).orNull,
        "remaining": .object([
            "deposit": .shared(.amount), "onChain": JSONSchema.shared(.amount).orNull,
        ]),
        "mempool": .object(["events": .shared(.count), "bytes": .shared(.count)]),
        "chain": .choice(["unknown", "active", "expired"]),
    ])
}
