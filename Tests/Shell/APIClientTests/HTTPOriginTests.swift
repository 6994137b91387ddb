// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Testing

/// Which URLs are taken for an API's.
@Suite struct HTTPOriginTests {
    @Test(arguments: [
        ("http://127.0.0.1:8005", "127.0.0.1", 8_005, ""), ("http://node/", "node", 80, ""),
        ("http://[::1]:80/a/b/", "::1", 80, "/a/b"), ("http://[::1]", "::1", 80, ""),
    ])
    func `host, port and prefix are read`(
        text: String, host: String, port: Int, prefix: String
    ) throws {
        let origin = try HTTPOrigin(text)
        #expect(origin.host == host)
        #expect(origin.port == port)
        #expect(origin.prefix == prefix)
    }

    @Test(arguments: [
        "", "127.0.0.1:8005", "https://node", "ftp://node", "http://", "http://:80",
        "http://node:0", "http://node:70000", "http://node:x", "http://a@node", "http://node/?q",
        "http://no de",
    ])
    func `other text is refused and told what is allowed`(text: String) throws {
        let error = try #require(throws: HTTPError.self) { try HTTPOrigin(text) }
        #expect(error.code == .invalidURL)
        #expect(error.message.contains("http://host:port"))
    }
}
