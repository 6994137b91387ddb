// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Cryptography
import Foundation
import Identity
import JSON
import Logging
import NodeCore
import Outpace
import Primitives
import Testing

@testable import Sentry

@Suite struct AccessTableTests {
    @Test func `every route has a row, and every row a route`() throws {
        let routes = try SampleAPI(SampleGateway()).routes.routes
        let named = routes.map { "\($0.method.rawValue) \($0.path)" }
        let rows = AccessTable.api.rows.map { "\($0.method.rawValue) \($0.path)" }
        #expect(named.sorted() == rows.sorted())
        #expect(Set(rows).count == rows.count)
        for row in AccessTable.api.rows { #expect(!row.audience.isEmpty) }
    }

    @Test func `the document tells the table`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/API.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(
            text.contains(AccessTable.api.markdown),
            "docs/API.md must have:\n\(AccessTable.api.markdown)")
    }

    @Test func `a route without a row is nobody's`() async throws {
        let access = AccessControl(
            table: AccessTable(rows: []), address: try Sample.key(1).address,
            now: { Sample.now }, channel: { _ in nil })
        let table = RouteTable(
            [Route(.get, "/a") { _ in APIReply(json: [:]) }], access: access,
            logger: Logger(label: "sentry"))
        var request = APIRequest(.get, "/a")
        #expect(await table.answer(request).status == 401)
        request.authorization = "Bearer \(try Sample.token(1))"
        #expect(await table.answer(request).status == 401)
    }

    /// Asks a route of each audience with a token of key 1 or 2, who sign, 3, who made the channel,
    /// or of others, or without one.
    @Test(
        arguments: [
            ([.anyone], nil, 200), ([.anyone], 9, 200), ([.session], nil, 401),
            ([.session], 9, 200), ([.validator], nil, 401), ([.validator], 9, 401),
            ([.validator], 2, 200), ([.validator], 3, 401), ([.creator], 3, 200),
            ([.creator], 2, 401), ([.user], 9, 200), ([.user], 2, 401),
            ([.user, .validator], 2, 200), ([.user, .validator], 9, 200),
            ([.user, .validator], 8, 401),
        ] as [([AccessTable.Audience], UInt8?, Int)])
    func `only the audience is let in`(
        audience: [AccessTable.Audience], key: UInt8?, status: Int
    ) async throws {
        let reply = try await ask(audience, key: key)
        #expect(reply.status == status)
        if status == 401 {
            #expect(String(decoding: reply.body, as: UTF8.self) == "Unauthorized")
            #expect(reply.header("WWW-Authenticate") == "Bearer")
        } else {
            let uid = try key.map { JSONValue.string(try Sample.key($0).address.description) }
            #expect(try reply.value("uid") == uid ?? .null)
        }
    }

    @Test func `a channel that is not held is not found`() async throws {
        let none = String(repeating: "0", count: 64)
        #expect(try await ask([.validator], key: 2, id: none).status == 404)
        #expect(try await ask([.validator], key: 2, id: "x").status == 404)
        #expect(try await ask([.validator], key: nil, id: "x").status == 401)
    }

    private func ask(
        _ audience: [AccessTable.Audience], key: UInt8?, id: String? = nil
    ) async throws -> APIReply {
        let channel = try Sample.channel(rules: "{}")
        var row = AccessTable.Row(.get, "/channel/:id/of/:user")
        row.audience = audience
        let access = AccessControl(
            table: AccessTable(rows: [row]), address: try Sample.key(1).address,
            now: { Sample.now }, channel: { $0 == channel.id ? channel : nil })
        let route = Route(.get, "/channel/:id/of/:user") { request in
            APIReply(json: ["uid": request.session.map { .string($0.uid.description) } ?? .null])
        }
        let user = try Sample.key(9).address.checksummed
        var request = APIRequest(.get, "/channel/\(id ?? channel.id.description)/of/\(user)")
        request.authorization = try key.map { "Bearer \(try Sample.token($0))" }
        return await RouteTable([route], access: access, logger: Logger(label: "sentry"))
            .answer(request)
    }
}
