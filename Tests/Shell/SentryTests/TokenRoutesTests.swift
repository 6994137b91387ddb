// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Cryptography
import JSON
import Outpace
import Primitives
import Testing

@testable import Sentry

@Suite struct TokenRoutesTests {
    private func ask(_ path: String, _ authorization: String?) async throws -> APIReply {
        var request = APIRequest(.get, path)
        request.authorization = authorization
        return try await SampleAPI(.holdingSample()).routes.answer(request)
    }

    @Test(arguments: ["", "x", "a.b.c", "a.b.c, Bearer a.b.c", "\u{e9}"])
    func `a bad token is refused on every route`(token: String) async throws {
        for path in ["/channel/list", "/cfg", "/livez", "/channel/x/status"] {
            let reply = try await ask(path, "Bearer \(token)")
            #expect(reply.status == 401)
            #expect(try reply.value("message") == "Unauthorized")
            #expect(try reply.value("detail")?.string?.hasPrefix("the token") == true)
            #expect(reply.header("WWW-Authenticate")?.contains("invalid_token") == true)
        }
    }

    @Test func `a token of another time or for another node says so`() async throws {
        let old = try Sample.token(2, at: Sample.now.subtracting(milliseconds: 600_000))
        let reply = try await ask("/cfg", "Bearer \(old)")
        #expect(reply.status == 401)
        #expect(try reply.value("detail")?.string?.contains("10 minutes ago") == true)
        let key = try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [2])
        let foreign = EWT.make(key: key, for: key.address, at: Sample.now)
        let other = try await ask("/cfg", "Bearer \(foreign)")
        #expect(other.status == 401)
        #expect(try other.value("detail")?.string?.contains("not for this node") == true)
    }

    @Test func `no token and a good token are let in`() async throws {
        #expect(try await ask("/cfg", nil).status == 200)
        #expect(try await ask("/cfg", "Basic dTpw").status == 200)
        #expect(try await ask("/cfg", "bearer \(try Sample.token(9))").status == 200)
    }

    @Test func `validator messages are refused without a validator's token`() async throws {
        let api = try SampleAPI(.holdingSample())
        let path = "/channel/\(try Sample.channel().id)/validator-messages"
        let body = #"{"messages":[]}"#
        #expect(await api.post(path, body).status == 401)
        #expect(await api.post(path, body, token: try Sample.token(9)).status == 401)
        #expect(await api.post(path, body, token: "wrong").status == 401)
        #expect(await api.post(path, body, token: try Sample.token(2)).status == 400)
    }
}
