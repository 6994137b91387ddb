// This source file is part of the Outpace project. License: see LICENSE.

import JSON

extension SharedSchema {
    /// A refusal in one sentence, and what it leaves unsaid.
    static let messageSchema = JSONSchema.object(
        ["message": .text()], optional: ["detail": .text()])

    /// A refusal of a request that has not the described form; the keys are those at fault.
    static let badRequestSchema = JSONSchema.object([
        "statusCode": .only(400), "error": .choice(["Bad Request"]), "message": .text(),
        "validation": .object([
            "source": .choice(["path", "query", "body"]), "keys": .list(of: .text(), counts: 1...1),
        ]),
    ])

    /// What is wrong with an event, and the ids of those before it, which were taken.
    static let eventsRefusedSchema = JSONSchema.object([
        "success": .only(false), "statusCode": .integer(400...599), "message": .text(),
        "ids": .list(of: .shared(.hash)),
    ])

    /// What became of each event of a request with `partial`, in order.
    static let eventResultsSchema = JSONSchema.object([
        "success": .truth,
        "results": .list(
            of: .either(
                .object(["id": .shared(.hash)]), .object(["success": .only(true)]),
                .object(["statusCode": .integer(400...599), "message": .text()]))),
    ])
}
