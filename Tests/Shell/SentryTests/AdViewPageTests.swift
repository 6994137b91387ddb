// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Logging
import Primitives
import Testing

@testable import Sentry

@Suite struct AdViewPageTests {
    private let reply: APIReply
    private let page: String

    init() async {
        let routes = MetricsService.routes(
            version: "1.2.3", apiURL: #"http://[::1]:81/"<&"#, page: { "" },
            notReadyReasons: { [] }, logger: Logger(label: "sentry"))
        reply = await routes.answer(APIRequest(.get, "/adview"))
        page = String(decoding: reply.body, as: UTF8.self)
    }

    private func directive(_ name: String) throws -> Substring {
        let policy = try #require(reply.header("Content-Security-Policy"))
        let all = policy.split(separator: ";").map { $0.drop { $0 == " " } }
        return try #require(all.first { $0.hasPrefix("\(name) ") }).dropFirst(name.count + 1)
    }

    @Test func `the page is served as one document`() {
        #expect(reply.status == 200)
        #expect(reply.contentType == "text/html; charset=utf-8")
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        for asset in ["<link", "src=\"", "@import", "url("] { #expect(!page.contains(asset)) }
    }

    @Test func `the page offers the node's own address`() {
        #expect(page.contains(#"value="http://[::1]:81/&quot;&lt;&amp;">"#))
    }

    @Test func `no referrer leaves the page`() {
        #expect(reply.header("Referrer-Policy") == "no-referrer")
        #expect(page.contains(#"<meta name="referrer" content="no-referrer">"#))
    }

    @Test(arguments: [("script", "<script>", "</script>"), ("style", "<style>", "</style>")])
    func `only what stands in the page runs`(
        kind: String, start: String, end: String
    ) throws {
        let parts = page.split(separator: start)
        #expect(parts.count == 2)
        let text = try #require(parts.last?.split(separator: end).first)
        let digest = Base64.encode(SHA256.hash(Bytes(text.utf8)).bytes)
        #expect(try directive("\(kind)-src") == "'sha256-\(digest)'")
    }

    @Test(
        arguments: [
            ("default-src", "'none'"), ("base-uri", "'none'"), ("form-action", "'none'"),
            ("frame-ancestors", "'none'"), ("connect-src", "http: https:"),
            ("img-src", "https:"), ("require-trusted-types-for", "'script'"),
        ])
    func `the browser allows no more than the page needs`(name: String, value: String) throws {
        #expect(try directive(name) == value)
    }

    @Test func `nothing is put in as markup`() {
        for sink in [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
            " onclick=", " style=", "javascript:",
        ] {
            #expect(!page.contains(sink))
        }
    }

    @Test func `every field has a label`() {
        for match in page.matches(of: /<input id="([a-z]+)"/) {
            #expect(page.contains(#"<label for="\#(match.1)">"#))
        }
        #expect(page.contains(#"role="status""#))
        #expect(page.contains(#"<html lang="en">"#))
    }

    @Test func `the first page leads to it`() async {
        let routes = MetricsService.routes(
            version: "1.2.3", page: { "" }, notReadyReasons: { [] },
            logger: Logger(label: "sentry"))
        let index = await routes.answer(APIRequest(.get, "/"))
        #expect(String(decoding: index.body, as: UTF8.self).contains(#"href="/adview""#))
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `base64 is that of its specification`(text: String, coded: String) {
        #expect(Base64.encode(Bytes(text.utf8)) == coded)
    }
}
