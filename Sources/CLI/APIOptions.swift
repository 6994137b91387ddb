// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
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
    func postJSON(_ path: String, _ body: Bytes) async throws -> JSONValue {
        try await post(path, body: body).json(of: "\(origin)\(path)")
    }
}

extension HTTPResponse {
    /// The body as JSON; a refusal becomes an error with the API's own words.
    func json(of name: String) throws(CommandFailure) -> JSONValue {
        guard isSuccess else {
            let value = try? InputFile.parse(body, name: name)
            let reason = value?.object?["message"]?.string ?? value?.object?["error"]?.string
            throw CommandFailure("\(name) answers \(status): \(reason ?? "without a reason")")
        }
        return try InputFile.parse(body, name: name)
    }
}
