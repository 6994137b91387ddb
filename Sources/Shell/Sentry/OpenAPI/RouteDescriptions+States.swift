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
            RouteDescription(
                .get, "/channel/:id/state/:sequence", .states,
                "An approved state as its leader and followers signed it.",
                parameters: [
                    .channel,
                    .path(
                        "sequence", "The sequence of its proposal.", .integer(1...UInt64.max)),
                ],
                answers: [
                    .init(200, "The statements, with the octets that were signed.", Self.state),
                    .badRequest,
                    .init(
                        404, "The channel is unknown, or no state was approved under it.",
                        .shared(.message)),
                ]),
        ]
    }

    private static let state = JSONSchema.object([
        "channelId": .shared(.channelID), "sequence": .shared(.count),
        "stateRoot": .shared(.hash), "eventsRoot": JSONSchema.shared(.hash).orNull,
        "eventCount": .shared(.count), "newState": .shared(.signedStatement),
        "approveStates": .list(of: .shared(.signedStatement)),
    ])

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
