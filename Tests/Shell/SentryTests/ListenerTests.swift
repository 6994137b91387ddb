// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Logging
import Outpace
import Primitives
import ServiceLifecycle
import Testing

@testable import Sentry

@Suite(.timeLimit(.minutes(1))) struct ListenerTests {
    private static let logger: Logger = {
        var logger = Logger(label: "sentry")
        logger.logLevel = .critical
        return logger
    }()

    /// Runs the API on a port of the system's choice while `body` runs.
    private func serving<Result: Sendable>(
        limits: HTTPLimits = HTTPLimits(), _ body: @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        var configuration = SentryConfiguration(
            port: 0, address: try Sample.key(1).address, version: "1.2.3")
        configuration.limits.http = limits
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let service = SentryService(
            gateway: try SampleGateway.holdingSample(), configuration: configuration,
            logger: Self.logger, onListening: { bound.yield($0) })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let services = ServiceGroup(services: [service], logger: Self.logger)
            group.addTask { try await services.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let result = try await body(port)
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    private func get(_ path: String, _ more: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(more)\r\n"
    }

    @Test func `a route is answered over a connection`() async throws {
        let answer = try await serving { port in
            try await RawClient.exchange([get("/version")], port: port)
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.lowercased().contains("\r\ncontent-type: application/json\r\n"))
        #expect(answer.hasSuffix(#"{"name":"outpace","version":"1.2.3"}"#))
    }

    @Test func `a connection is kept for the next request`() async throws {
        let answer = try await serving { port in
            let first = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
            return try await RawClient.exchange([first, get("/version")], port: port)
        }
        #expect(answer.split(separator: "HTTP/1.1 200 OK").count == 2)
    }

    @Test func `the head of an answer can be asked for alone`() async throws {
        let answer = try await serving { port in
            let head = get("/version").replacing("GET", with: "HEAD")
            return try await RawClient.exchange([head], port: port)
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
    }

    @Test func `a posted body reaches its route`() async throws {
        let body = #"{"events":[{"type":"CLICK","publisher":"\#(Sample.publisher)"}]}"#
        let path = "/channel/\(try Sample.channel().id)/events"
        let request =
            "POST \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
        let answer = try await serving { port in
            try await RawClient.exchange([request, body], port: port)
        }
        // The clock is the system's here, and the sample channel ended long ago.
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(
            answer.hasSuffix(
                #"{"success":false,"statusCode":400,"message":"channel is expired","ids":[]}"#))
    }

    @Test(arguments: ["Content-Length: 101", "Transfer-Encoding: chunked"])
    func `a body that is too long is refused, and the connection closed`(
        header: String
    ) async throws {
        var limits = HTTPLimits()
        limits.bodyByteLimit = 100
        let request = "POST /channel HTTP/1.1\r\nHost: x\r\n\(header)\r\n\r\n"
        let chunk = (header.hasPrefix("T") ? "65\r\n" : "") + String(repeating: "x", count: 101)
        let answer = try await serving(limits: limits) { port in
            try await RawClient.exchange([request, chunk], port: port)
        }
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
        #expect(answer.contains(#""message":"the body is too long"#))
    }

    @Test func `a body that does not come in time closes the connection`() async throws {
        var limits = HTTPLimits()
        limits.bodyDeadline = .milliseconds(50)
        let request = "POST /channel HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
        let answer = try await serving(limits: limits) { port in
            try await RawClient.exchange([request], port: port)
        }
        #expect(!answer.hasPrefix("HTTP/1.1 200"))
    }

    @Test func `a silent connection is closed`() async throws {
        var limits = HTTPLimits()
        limits.idleTimeout = .milliseconds(50)
        let answer = try await serving(limits: limits) { port in
            try await RawClient.exchange(["GET / HTTP/1.1\r\nHost"], port: port)
        }
        #expect(!answer.hasPrefix("HTTP/1.1 200"))
    }

    @Test(arguments: [
        "X: \(String(repeating: "x", count: 20_000))\r\n",
        (0..<100).map { "X\($0): 1\r\n" }.joined(),
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
    ])
    func `a header past the limits is a bad request`(header: String) async throws {
        let answer = try await serving { port in
            try await RawClient.exchange([get("/version", header)], port: port)
        }
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
    }

    @Test func `a port that is taken is named`() async throws {
        try await serving { port in
            let configuration = MetricsConfiguration(port: port, version: "1.2.3")
            let service = MetricsService(
                configuration: configuration, logger: Self.logger, page: { "" },
                notReadyReasons: { [] })
            let error = await #expect(throws: SentryError.self) { try await service.run() }
            #expect(error?.code == .cannotListen)
            #expect(error?.message.contains("metrics address 127.0.0.1:\(port) is taken") == true)
            await #expect(throws: SentryError.self) { try await service.checkAddress() }
        }
    }

    @Test func `the metrics listener serves the page`() async {
        let routes = MetricsService.routes(
            version: "1.2.3", page: { "a 1\n" }, notReadyReasons: { ["no peers"] },
            logger: Self.logger)
        let page = await routes.answer(APIRequest(.get, "/metrics"))
        #expect(page.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(page.body == Bytes("a 1\n".utf8))
        #expect(await routes.answer(APIRequest(.get, "/")).status == 200)
        #expect(await routes.answer(APIRequest(.get, "/readyz")).status == 503)
    }
}
