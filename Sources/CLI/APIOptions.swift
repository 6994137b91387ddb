// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Access
import ArgumentParser
import Cryptography
import Daemon
import JSON
import Primitives

/// Which API to talk to.
struct APIOptions: ParsableArguments {
    /// What a node serves when nobody says anything.
    static let standard = "http://127.0.0.1:8005"

    @Option(help: ArgumentHelp("The node's API.", valueName: "url"))
    var api = APIOptions.standard

    /// A client of that API.
    func client() throws(HTTPError) -> HTTPClient { HTTPClient(origin: try HTTPOrigin(api)) }

    /// Runs `body` with a client, and closes it.
    func withClient<Result>(
        _ body: (HTTPClient) async throws -> Result
    ) async throws -> Result {
        let client = try client()
        do {
            let result = try await body(client)
            await client.shutDown()
            return result
        } catch {
            await client.shutDown()
            throw error
        }
    }
}

extension HTTPClient {
    /// The JSON at a path.
    ///
    /// - Throws: what the API said when it refused.
    func json(_ path: String) async throws -> JSONValue {
        try await get(path).json(of: "\(origin)\(path)")
    }

    /// What the API answers to a posted document.
    func postJSON(
        _ path: String, _ body: Bytes, headers: [HTTPRequest.Header] = []
    ) async throws -> JSONValue {
        try await post(path, body: body, headers: headers).json(of: "\(origin)\(path)")
    }

    /// The header by which the owner of a key shows who it is to the node with this address.
    static func authorization(_ key: Secp256k1PrivateKey, for node: Address) -> HTTPRequest.Header {
        let token = EWT.make(key: key, for: node, at: SystemClock().now.timestamp)
        return HTTPRequest.Header(name: "Authorization", value: "Bearer \(token)")
    }

    /// The address of the node that answers, which tokens for it name.
    ///
    /// Only a node of this machine is asked: another could name a third node, and use the token there.
    func nodeAddress() async throws -> Address {
        guard ["127.0.0.1", "localhost", "::1", "[::1]"].contains(origin.host) else {
            throw CommandFailure(
                "give the address of the node at \(origin) with --node: a token for whatever address "
                    + "it names could be used elsewhere")
        }
        let address = try await json("/cfg").object?["address"]?.string
        guard let address = address.flatMap({ Address(text: $0, requiringChecksum: false) }) else {
            throw CommandFailure("\(origin)/cfg does not say the node's address")
        }
        return address
    }
}

extension HTTPResponse {
    /// The body as JSON; a refusal becomes an error with the API's own words.
    func json(of name: String) throws(CommandFailure) -> JSONValue {
        guard isSuccess else { throw CommandFailure("\(name) answers \(status): \(reason)") }
        return try InputFile.parse(body, name: name)
    }

    /// Why the API refused, in its own words, without what would move a terminal's cursor.
    private var reason: String {
        let value = try? InputFile.parse(body, name: "")
        let object = value?.object
        let words = object?["message"]?.string ?? object?["error"]?.string
        let detail = object?["detail"]?.string.map { ": \($0)" } ?? ""
        let text =
            words.map { $0 + detail }
            ?? (body.count <= 200 ? String(decoding: body, as: UTF8.self) : "")
        return text.isEmpty ? "without a reason" : text.singleLine
    }
}
