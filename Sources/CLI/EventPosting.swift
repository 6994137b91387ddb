// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Cryptography
import JSON
import Primitives

/// One request with events, for several validators: the same events everywhere.
struct EventPosting {
    /// What became of it.
    struct Outcome {
        /// The answers of those that took it.
        var replies: [JSONValue] = []
        /// Why the others did not.
        var refusals: [String] = []
    }

    let channel: ChannelID
    let body: Bytes
    /// Who asks; nobody without one.
    var key: Secp256k1PrivateKey?
    /// The addresses of the validators, in the order of their URLs; asked of those that are not named.
    var nodes: [Address] = []

    /// Posts it to one validator after the other.
    ///
    /// - Throws: when nobody takes it, with everybody's reason.
    func post(to urls: [String]) async throws -> Outcome {
        var outcome = Outcome()
        for (place, url) in urls.enumerated() {
            let node = nodes.indices.contains(place) ? nodes[place] : nil
            var options = APIOptions()
            options.api = url
            do {
                outcome.replies.append(
                    try await options.withClient { try await post(to: $0, node: node) })
            } catch {
                outcome.refusals.append("\(error)")
            }
        }
        guard !outcome.replies.isEmpty else {
            throw CommandFailure(outcome.refusals.joined(separator: "; "))
        }
        for refusal in outcome.refusals { Output.note("warning: \(refusal)") }
        return outcome
    }

    private func post(to client: HTTPClient, node: Address?) async throws -> JSONValue {
        var headers: [HTTPRequest.Header] = []
        if let key {
            let audience: Address
            if let node { audience = node } else { audience = try await client.nodeAddress() }
            headers.append(HTTPClient.authorization(key, for: audience))
        }
        return try await client.postJSON("/channel/\(channel)/events", body, headers: headers)
    }
}
