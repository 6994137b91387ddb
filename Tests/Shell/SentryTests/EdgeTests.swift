// This source file is part of the Outpace project. License: see LICENSE.

import Access
import JSON
import Logging
import Primitives
import ServiceLifecycle
import Testing

@testable import Sentry

/// What the edge tells routes about a request, over real connections.
@Suite(.timeLimit(.minutes(1))) struct EdgeTests {
    private func exchange(
        _ pieces: [String], limits: HTTPLimits = HTTPLimits(), trusting proxies: [String] = []
    ) async throws -> String {
        var logger = Logger(label: "sentry")
        logger.logLevel = .critical
        let route = Route(.post, "/echo") { request in
            APIReply(json: [
                "client": request.submitter.client.map { .string($0.description) } ?? .null,
                "country": request.submitter.country.map { .string($0) } ?? .null,
                "seen": request.submitter.seenCountry.map { .string($0) } ?? .null,
                "referrer": request.submitter.referrer.map { .string($0) } ?? .null,
                "authorization": request.authorization.map { .string($0) } ?? .null,
                "bytes": .integer(request.body.count),
            ])
        }
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let listener = HTTPListener(
            name: "api", host: "127.0.0.1", port: 0, routes: RouteTable([route], logger: logger),
            limits: limits, trustedProxies: Set(proxies.compactMap { ClientAddress($0) }),
            logger: logger, onListening: { bound.yield($0) })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let services = ServiceGroup(services: [Running(listener: listener)], logger: logger)
            group.addTask { try await services.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let answer = try await RawClient.exchange(pieces, port: port)
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return answer
        }
    }

    private struct Running: Service {
        let listener: HTTPListener

        func run() async throws { try await listener.run() }
    }

    private func post(_ fields: String, body: String = "") -> String {
        "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(fields)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test(arguments: [
        ([], "X-Forwarded-For: 192.0.2.9\r\n", "7f000001"),
        (["127.0.0.1"], "X-Forwarded-For: 192.0.2.9\r\n", "c0000209"),
        (["127.0.0.1"], "X-Forwarded-For: 192.0.2.8\r\nX-Forwarded-For: 192.0.2.9\r\n", "c0000209"),
        (["127.0.0.1"], "CF-Connecting-IP: 192.0.2.9\r\nTrue-Client-IP: 192.0.2.9\r\n", "7f000001"),
        (["127.0.0.1"], "", "7f000001"),
    ])
    func `only a proxy that is trusted names the client`(
        proxies: [String], fields: String, client: String
    ) async throws {
        let answer = try await exchange([post(fields)], trusting: proxies)
        #expect(answer.contains(#""client":"\#(client)""#))
    }

    @Test func `what a request says of itself reaches its route`() async throws {
        let fields = "Authorization: Bearer a.b.c\r\nReferer: http://x/\r\nCF-IPCountry: XX\r\n"
        let answer = try await exchange([post(fields)])
        #expect(
            answer.contains(
                #""country":"XX","seen":null,"referrer":"http://x/","authorization":"Bearer a.b.c""#
            ))
    }

    @Test(arguments: [([], "null"), (["127.0.0.1"], #""BG""#)])
    func `only a proxy that is trusted sees a country`(
        proxies: [String], seen: String
    ) async throws {
        let answer = try await exchange([post("CF-IPCountry: bg\r\n")], trusting: proxies)
        #expect(answer.contains(#""seen":\#(seen)"#))
    }

    @Test func `bodies beyond what a client may take together are put off`() async throws {
        var limits = HTTPLimits()
        limits.bodiesByteLimit = 10 * BodyBudget.clientPart
        let long = try await exchange([post("", body: "12345678901")], limits: limits)
        #expect(long.hasPrefix("HTTP/1.1 503 "))
        #expect(long.lowercased().contains("\r\nretry-after: 1\r\n"))
        let short = try await exchange([post("", body: "1234567890")], limits: limits)
        #expect(short.contains(#""bytes":10"#))
    }

    @Test func `what was answered makes room for others`() async throws {
        var limits = HTTPLimits()
        limits.bodiesByteLimit = 10 * BodyBudget.clientPart
        let kept = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n12345678"
        let answer = try await exchange(
            [kept, kept, kept, post("", body: "12345678")], limits: limits)
        #expect(answer.split(separator: "HTTP/1.1 200 OK").count == 4)
    }
}
