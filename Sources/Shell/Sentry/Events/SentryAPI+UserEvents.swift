// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Mempool
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension SentryAPI {
    var recordRoutes: [Route] {
        [
            Route(.get, "/channel/:id/events/:user") { try await userEvents($0) },
            Route(.get, "/channel/:id/events-aggregates") { try await eventAggregates($0) },
            Route(.get, "/analytics", isTagged: true) { try await analytics($0) },
            Route(.get, "/analytics/for-publisher", isTagged: true) {
                try await publisherAnalytics($0)
            },
            Route(.get, "/analytics/for-publisher/:id", isTagged: true) {
                try await publisherAnalytics($0)
            },
            Route(.get, "/analytics/for-advertiser", isTagged: true) {
                try await advertiserAnalytics($0)
            },
            Route(.get, "/analytics/:id", isTagged: true) { try await channelAnalytics($0) },
        ]
    }

    /// GET /channel/:id/events/:user: what a user made or a publisher showed, with proofs.
    ///
    /// Included events come first, in the order in which they were included, then those that wait.
    func userEvents(_ request: APIRequest) async throws -> APIReply {
        let account = try account(request)
        let limit =
            try request.queryNumber("limit", in: 1...UInt64(limits.userEventsPerPageLimit))
            .map { Int($0) } ?? limits.userEventsPerPage
        var cursor = try eventCursor(request)
        // Looked at before storage: what leaves the pool in between is found there.
        let view = try await view(request)
        let page = try await gateway.includedEvents(
            of: view.channel.id,
            query: EventQuery(account: account, after: cursor.included, limit: limit))
        if let last = page.events.last { cursor.included = last.place }
        var events = try page.events.map { try $0.json() }
        var isLast = page.isLast
        if isLast {
            let waiting = try Self.waiting(
                in: view.validator.pool, of: account, after: cursor.waiting,
                limit: limit - events.count, scanning: limits.waitingEventsScanned)
            let included = Set(page.events.map(\.id))
            events += waiting.events.filter { !included.contains($0.id) }
                .map { Self.json($0.id, $0.record, $0.content, status: "WAITING") }
            isLast = waiting.isLast
            if let through = waiting.through { cursor.waiting = through }
        }
        return APIReply(json: [
            "channelId": .string(view.channel.id.description), "events": .array(events),
            "cursor": isLast ? .null : .string(cursor.text),
            "withoutRecord": .integer(page.unrecordedCount),
        ])
    }

    /// The octets that stand in records for the user or publisher that the path names.
    private func account(_ request: APIRequest) throws(APIFault) -> Bytes {
        let text = request.parameters["user"] ?? ""
        if let address = Address(hex: text) { return address.bytes }
        let limit = StatementLimits.userByteLimit
        guard (1...limit).contains(text.utf8.count) else {
            throw .badRequest(
                "\"\(text.excerpt)\" is no user; allowed: an address, or 1 to \(limit) bytes",
                key: "user", source: "path")
        }
        return Bytes(text.utf8)
    }

    private func eventCursor(_ request: APIRequest) throws(APIFault) -> EventCursor {
        guard let text = request.queryValue("after") else { return EventCursor() }
        guard let cursor = EventCursor(text) else {
            throw .badRequest(
                "after: found \"\(text.excerpt)\"; allowed: the cursor of an earlier page",
                key: "after")
        }
        return cursor
    }

    private struct Waiting {
        let id: EventID
        let record: Bytes
        let content: EventRecord.Content
    }

    /// Looks through the pool, oldest first, for an account's events.
    private static func waiting(
        in pool: EventPool, of account: Bytes, after: EventKey?, limit: Int, scanning: Int
    ) throws -> (events: [Waiting], through: EventKey?, isLast: Bool) {
        let scanned = pool.events(after: after, through: .highest, limit: scanning)
        var found: [Waiting] = []
        var through: EventKey?
        for event in scanned {
            guard found.count < limit else { return (found, through, false) }
            through = event.key
            let content = try EventRecord.content(of: event.record)
            guard content.user == account || content.publisher.bytes == account else { continue }
            found.append(Waiting(id: event.id, record: event.record, content: content))
        }
        return (found, through, scanned.count < scanning)
    }

    /// What every event tells, included or not.
    fileprivate static func json(
        _ id: EventID, _ record: Bytes, _ content: EventRecord.Content, status: JSONValue,
        _ more: [(String, JSONValue)] = []
    ) -> JSONValue {
        let labels: [(String, String)] = [
            ("adUnit", content.adUnit), ("adSlot", content.adSlot),
            ("slotType", content.slotType), ("ref", content.referrer),
            ("country", content.country), ("os", content.operatingSystem),
            ("browser", content.browser),
        ]
        let members: [(String, JSONValue)] =
            [
                ("id", .string(id.description)), ("status", status),
                ("type", .string(content.type.name)),
                ("publisher", .string(content.publisher.checksummed)),
                ("user", content.user.map { userText($0) } ?? .null),
                ("occurredAt", .time(content.occurredAt)),
            ] + labels.filter { !$0.1.isEmpty }.map { ($0.0, .string($0.1)) }
            + [("record", .hex(record))] + more
        return .object(JSONObject(members: members))
    }

    /// A user as it was submitted; octets that are no text are shown as digits.
    private static func userText(_ user: Bytes) -> JSONValue {
        if let address = Address(bytes: user) { return .string(address.checksummed) }
        return String(validating: user, as: UTF8.self).map { .string($0) } ?? .hex(user)
    }
}

extension IncludedEvent {
    fileprivate func json() throws -> JSONValue {
        SentryAPI.json(
            id, record, try EventRecord.content(of: record), status: "INCLUDED",
            [
                ("paid", amount.map { .string($0.decimal) } ?? .null),
                (
                    "state",
                    [
                        "sequence": .integer(state.sequence),
                        "stateRoot": .string(state.root.description),
                        "eventsRoot": .string(state.eventsRoot.description),
                    ]
                ),
                ("proof", .array(proof.map { .string($0.description) })),
            ])
    }
}
