// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace
import ValidatorMessages

extension RouteDescriptions {
    var events: [RouteDescription] {
        [
            submission(
                "/channel/events", "Submit events of several channels.", [],
                .shared(.submittedEvent)),
            submission(
                "/channel/:id/events", "Submit events of one channel.", [.channel],
                SharedSchema.submittedEventSchema(namesChannel: false)),
        ]
    }

    private func submission(
        _ path: String, _ summary: String, _ parameters: [RouteDescription.Parameter],
        _ event: JSONSchema
    ) -> RouteDescription {
        let taken = JSONSchema.object([
            "success": .only(true), "ids": .list(of: .shared(.hash)),
        ])
        let refusals: [(Int, String)] = [
            (403, "Whoever submits it may not."), (404, "This node does not hold the channel."),
            (410, "The deposit is used up."), (429, "A limit is in use."),
            (469, "Nobody could be paid for it."),
            (503, "The node has as much work as it can hold; nothing is wrong with the request."),
        ]
        return RouteDescription(
            .post, path, .events, summary,
            parameters: parameters + [
                .query(
                    "partial", "Whether a refused event does not end the request.", Self.flag)
            ],
            body: .object(["events": .list(of: event, counts: 1...limits.eventsPerRequest)]),
            answers: [
                .init(
                    200, "The events are on the disk; with `partial`, at least one of them.",
                    .either(taken, .shared(.eventResults))),
                .init(
                    400, "An event is not of the described form, or of the wrong time.",
                    .either(
                        .shared(.badRequest), .shared(.eventsRefused), .shared(.eventResults))),
            ]
                + refusals.map { status, text in
                    .init(
                        status, text,
                        .either(
                            .shared(.message), .shared(.eventsRefused), .shared(.eventResults)))
                })
    }

    var records: [RouteDescription] {
        [
            RouteDescription(
                .get, "/channel/:id/events/:user", .events,
                "What a user made or a publisher showed, with proofs.",
                parameters: [
                    .channel,
                    .path(
                        "user", "An address, or the text that events name as their user.",
                        .text(lengths: 1...StatementLimits.userByteLimit)),
                    .query(
                        "limit", "How many at most.",
                        JSONSchema.integer(1...limits.userEventsPerPageLimit)
                            .standard(.integer(limits.userEventsPerPage))),
                    .query(
                        "after", "The cursor of the page before.",
                        .text("^[0-9]{1,19}-[0-9]{1,19}(-[0-9]{1,19}-[0-9a-fA-F]{64})?$")),
                ],
                answers: [.init(200, "One page.", Self.userEvents), .badRequest, .noChannel]),
            RouteDescription(
                .get, "/channel/:id/events-aggregates", .events,
                "The events of each approved state, summed.",
                parameters: [
                    .channel,
                    .query(
                        "after", "Those created later, in milliseconds since 1970.",
                        .integer(0...Int64.max)),
                ],
                answers: [
                    .init(200, "The oldest first.", aggregates), .badRequest, .noChannel,
                ]),
        ]
    }

    private static let userEvents = JSONSchema.object([
        "channelId": .shared(.channelID), "events": .list(of: .shared(.userEvent)),
        "cursor": JSONSchema.text().orNull, "withoutRecord": .shared(.count),
    ])

    private var aggregates: JSONSchema {
        .object([
            "channel": .shared(.heldChannel),
            "events": .list(of: .shared(.aggregate), counts: 0...limits.aggregatesPerPage),
        ])
    }
}
