// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import ValidatorMessages

extension RouteDescriptions {
    var states: [RouteDescription] {
        [
            RouteDescription(
                .get, "/channel/:id/tree", .states, "The balances of the last approved state.",
                parameters: [.channel], isTagged: true,
                answers: [
                    .init(200, "The balances, and who signed them.", Self.tree), Self.noState,
                ]
            ),
            RouteDescription(
                .get, "/channel/:id/proof/:address", .states, "All that a withdrawal needs.",
                parameters: [
                    .channel, .path("address", "Whose withdrawal.", .shared(.anyAddress)),
                ],
                isTagged: true,
                answers: [
                    .init(200, "The balance and its proof.", Self.proof), .badRequest, Self.noState,
                ]),
            RouteDescription(
                .get, "/channel/:id/last-approved", .states, "The last approved state.",
                parameters: [
                    .channel,
                    .query(
                        "withHeartbeat", "Whether to add the newest heartbeats.", Self.flag),
                ],
                isTagged: true,
                answers: [
                    .init(200, "The state as its leader and followers signed it.", lastApproved),
                    .badRequest,
                    .init(
                        404, "No state was approved yet, or the channel is unknown.",
                        .either(.shared(.message), lastApproved)),
                ]),
        ]
    }

    /// Yes or no in a query.
    static let flag = JSONSchema.choice(APIRequest.flagTexts)

    private static let noState = RouteDescription.Answer(
        404, "The channel is unknown, or has no approved state, or the account no balance.",
        .shared(.message))

    private static let tree = JSONSchema.object([
        "channelId": .shared(.channelID), "stateRoot": .shared(.hash),
        "balanceRoot": .shared(.hash), "balances": .shared(.balances),
        "validators": .list(of: .shared(.address)), "signatures": .shared(.signatures),
        "sequence": .shared(.count), "eventCount": .shared(.count),
    ])

    private static let proof = JSONSchema.object([
        "channelId": .shared(.channelID), "address": .shared(.address),
        "amount": .shared(.amount), "proof": .list(of: .shared(.hash)),
        "balanceRoot": .shared(.hash), "stateRoot": .shared(.hash),
        "validators": .list(of: .shared(.address)),
        "signatures": .list(of: JSONSchema.shared(.signature).orNull),
    ])

    private var lastApproved: JSONSchema {
        .object(
            [
                "lastApproved": JSONSchema.object([
                    "newState": .shared(.statement),
                    "approveState": JSONSchema.shared(.statement).orNull,
                    "approveStates": .list(of: .shared(.statement)),
                ]).orNull
            ],
            optional: ["heartbeats": .list(of: .shared(.statement))])
    }
}
