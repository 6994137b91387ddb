// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Access
import ArgumentParser
import Cryptography
import Daemon
import Foundation
import JSON
import Keystore
import Primitives

/// `outpace event proof`
struct EventProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Print what shows anybody that a quorum signed a state with an event in it.",
        discussion: """
            A node tells events to their user, their publisher and the channel's validators alone, so it \
            wants the key of one of them. `outpace verify event` checks the file, without a node and \
            without a key.
            """)

    @Option(help: ArgumentHelp("The channel.", valueName: "id"))
    var channel: ChannelID

    @Option(help: ArgumentHelp("The event, as `event send` printed it.", valueName: "id"))
    var event: EventID

    @Option(help: ArgumentHelp("The key file of who asks, plain or a keystore.", valueName: "file"))
    var key: String

    @Option(
        help: ArgumentHelp(
            "The file with the keystore's password; else KEYSTORE_PWD is used.", valueName: "file"))
    var passwordFile: String?

    @Option(
        help: ArgumentHelp(
            "Whose event it is, its user or publisher; without it, who asks.", valueName: "user"))
    var user: String?

    @OptionGroup var api: APIOptions

    @Option(
        help: ArgumentHelp(
            "The node's address; not needed on this machine.", valueName: "address"))
    var node: Address?

    func run() async throws {
        let key = try KeyFile.load(key, password: try KeyFile.givenPassword(in: passwordFile))
        Output.json(try await api.withClient { try await document(from: $0, key: key) })
    }

    private func document(
        from client: HTTPClient, key: Secp256k1PrivateKey
    ) async throws -> JSONValue {
        let audience: Address
        if let node { audience = node } else { audience = try await client.nodeAddress() }
        let event = try await find(client, key: key, audience: audience)
        guard let sequence = event["state"]?.object?["sequence"]?.uint64 else {
            let status = event["status"]?.string ?? "unknown"
            throw CommandFailure("\(self.event) is in no approved state yet: it is \(status)")
        }
        let path = "/channel/\(channel)"
        let state = try await client.json("\(path)/state/\(sequence)")
        let status = try await client.json("\(path)/status").object
        // The id commits to the octets of the description: they are printed as they came.
        guard let description = status?.compactRaw("channel") else {
            throw CommandFailure("\(client.origin)\(path)/status does not describe the channel")
        }
        let configuration = try await client.json("/cfg")
        return [
            "core": configuration.object?["ETHEREUM_CORE_ADDR"] ?? .null,
            "channel": .number(String(decoding: description, as: UTF8.self)),
            "event": .object(event), "state": state,
        ]
    }

    /// Goes through what the node tells of the account until the event is there.
    private func find(
        _ client: HTTPClient, key: Secp256k1PrivateKey, audience: Address
    ) async throws -> JSONObject {
        let account = user ?? key.address.checksummed
        guard let segment = account.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        else {
            throw CommandFailure("--user is no text")
        }
        var cursor: String?
        repeat {
            let token = EWT.make(key: key, for: audience, at: SystemClock().now.timestamp)
            let path =
                "/channel/\(channel)/events/\(segment)?limit=1000"
                + (cursor.map { "&after=\($0)" } ?? "")
            let page = try await client.get(
                path, headers: [HTTPRequest.Header(name: "Authorization", value: "Bearer \(token)")]
            ).json(of: "\(client.origin)\(path)").object
            for case .object(let found) in page?["events"]?.array ?? []
            where found["id"]?.string == event.description { return found }
            cursor = page?["cursor"]?.string
        } while cursor != nil
        throw CommandFailure("the node tells of no event \(event) of \(account)")
    }
}
