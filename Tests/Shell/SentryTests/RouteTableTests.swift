// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Logging
import NodeCore
import Testing

@testable import Sentry

@Suite struct RouteTableTests {
    @Test(arguments: ["/", "/nonsense", "/channel", "/channel/list/more", "/channel//", "//", ""])
    func `a path without a route is not found`(path: String) async throws {
        let reply = try await SampleAPI(SampleGateway()).get(path)
        #expect(reply.status == 404)
        #expect(try reply.value("message") != nil)
    }

    @Test func `a method without a route is not found`() async throws {
        let api = try SampleAPI(SampleGateway())
        #expect(await api.post("/channel/list", "").status == 404)
        #expect(await api.routes.answer(APIRequest(nil, "/channel/list")).status == 404)
    }

    @Test func `a node that fails asks to try again`() async throws {
        let route = Route(.get, "/a") { _ in
            throw SentryError(code: .listenerFailed, message: "no disk", cause: nil)
        }
        var logger = Logger(label: "sentry")
        logger.logLevel = .critical
        let reply = await RouteTable([route], logger: logger).answer(APIRequest(.get, "/a"))
        #expect(reply.status == 503)
        #expect(reply.header("Retry-After") == "1")
        #expect(!String(decoding: reply.body, as: UTF8.self).contains("disk"))
    }

    @Test func `every origin may read`() async throws {
        let reply = try await SampleAPI(SampleGateway()).get("/cfg")
        #expect(reply.header("Access-Control-Allow-Origin") == "*")
    }

    @Test func `a preflight request is answered`() async throws {
        let api = try SampleAPI(SampleGateway())
        let reply = await api.routes.answer(APIRequest(.options, "/channel/events"))
        #expect(reply.status == 204)
        #expect(reply.header("Access-Control-Allow-Methods")?.contains("POST") == true)
        #expect(reply.header("Access-Control-Allow-Origin") == "*")
    }

    @Test func `what did not change is not sent again`() async throws {
        let api = try SampleAPI(.holdingSample())
        let tag = try #require(await api.get("/channel/list").header("ETag"))
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let reply = await api.get("/channel/list", ifNoneMatch: known)
            #expect(reply.status == 304)
            #expect(reply.body.isEmpty)
        }
    }

    @Test func `what changed is sent`() async throws {
        let reply = try await SampleAPI(.holdingSample()).get("/channel/list", ifNoneMatch: "\"x\"")
        #expect(reply.status == 200)
    }

    @Test(arguments: ["/livez", "/healthz", "/readyz", "/version", "/cfg"])
    func `a healthy node says so`(path: String) async throws {
        #expect(try await SampleAPI(SampleGateway()).get(path).status == 200)
    }

    // R1.
    @Test func `the configuration tells how often there is a heartbeat`() async throws {
        #expect(try await SampleAPI(SampleGateway()).get("/cfg").value("HEARTBEAT_TIME") == 30_000)
    }

    @Test func `a node that is not ready says why`() async throws {
        let api = try SampleAPI(SampleGateway(notReady: ["no peers"]))
        let reply = await api.get("/readyz")
        #expect(reply.status == 503)
        #expect(try reply.value("reasons.0") == "no peers")
        #expect(await api.get("/livez").status == 200)
    }
}
