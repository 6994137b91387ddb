// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import ValidatorMessages

extension RouteDescriptions {
    var messages: [RouteDescription] {
        let path = "/channel/:id/validator-messages"
        return [
            messages(path, []),
            messages("\(path)/:address", [Self.author]),
            messages("\(path)/:address/:types", [Self.author, Self.kinds]),
            RouteDescription(
                .post, path, .messages, "Have the leader say a price.",
                parameters: [.channel], body: Self.price,
                answers: [
                    .init(200, "The price is said.", .object(["success": .only(true)])),
                    .badRequest, .noChannel,
                    .init(403, "Only the leader's token sets prices.", .shared(.message)),
                    .init(
                        429, "The channel has had as many price statements as it may.",
                        .shared(.message)),
                ]),
            RouteDescription(
                .get, "/channel/:id/evidence", .messages, "Proof that validators broke rules.",
                parameters: [.channel],
                answers: [.init(200, "All that there is.", Self.evidence), .noChannel]),
        ]
    }

    private func messages(
        _ path: String, _ parameters: [RouteDescription.Parameter]
    ) -> RouteDescription {
        let page = JSONSchema.object([
            "validatorMessages": .list(of: .shared(.statement)),
            "cursor": JSONSchema.integer(0...Int64.max).orNull,
        ])
        return RouteDescription(
            .get, path, .messages, "What validators said, newest first.",
            parameters: [.channel] + parameters + [
                .query(
                    "limit",
                    "How many; \(limits.messagesPerPageLimit) of them at most.",
                    JSONSchema.integer(1...UInt64.max).standard(.integer(limits.messagesPerPage))),
                .query("after", "The cursor of the page before.", .integer(0...Int64.max)),
            ],
            answers: [.init(200, "One page.", page), .badRequest, .noChannel])
    }

    private static let author = RouteDescription.Parameter.path(
        "address", "Who said it.", .shared(.anyAddress))

    private static let kinds: RouteDescription.Parameter = {
        let names = StatementKind.allCases.map(\.name).joined(separator: "|")
        return .path(
            "types", "What kinds, joined by +.", .text("^(\(names))(\\+(\(names)))*$"))
    }()

    private static let price = JSONSchema.object([
        "messages": .list(
            of: .object(
                ["type": .choice([PriceRequest.typeName]), "price": .shared(.anyAmount)],
                optional: [
                    "perPublisher": JSONSchema.map(
                        .shared(.anyAddress), to: .shared(.anyAmount),
                        atMost: StatementLimits.publisherPriceLimit
                    ).orNull
                ]),
            counts: 1...1)
    ])

    private static let evidence = JSONSchema.object([
        "channelId": .shared(.channelID),
        "evidence": .list(
            of: .object([
                "rule": .text(), "validator": .shared(.address),
                "statements": .list(of: .shared(.signedStatement)),
            ])),
    ])
}
