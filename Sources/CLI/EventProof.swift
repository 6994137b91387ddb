// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import Cryptography
import Foundation
import JSON
import Outpace
import Primitives
import Validator
import ValidatorMessages

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

    @Option(help: ArgumentHelp("The channel.", valueName: "id"), transform: ChannelID.argument)
    var channel: ChannelID

    @Option(
        help: ArgumentHelp("The event, as `event send` printed it.", valueName: "id"),
        transform: EventID.argument)
    var event: EventID

    @Option(help: ArgumentHelp("The key file of who asks, plain or a keystore.", valueName: "file"))
    var key: String

    @OptionGroup var password: PasswordOptions

    @Option(
        help: ArgumentHelp(
            "Whose event it is, its user or publisher; without it, who asks.", valueName: "user"))
    var user: String?

    @OptionGroup var api: APIOptions

    @Option(
        help: ArgumentHelp(
            "The node's address; not needed on this machine.", valueName: "address"),
        transform: Address.argument)
    var node: Address?

    /// Pages of events that are read at most: those of ten million.
    private static let pagesLimit = 10_000

    func run() async throws {
        let key = try password.load(key)
        let proof = try await api.withClient { try await document(from: $0, key: key) }
        try check(proof)
        Output.json(proof)
    }

    /// Checks what the node answered, as whoever gets the file will.
    private func check(_ proof: JSONValue) throws(CommandFailure) {
        let printed = try InputFile.parse(proof.serialized(), name: api.api)
        guard let object = printed.object else { return }
        let reader = InclusionReader(object, name: api.api)
        let (channel, proof) = (try reader.channel(core: nil), try reader.proof())
        guard channel.id == self.channel, proof.record.id == event else {
            throw CommandFailure("\(api.api) answers with another channel or event")
        }
        do throws(InclusionFault) {
            _ = try proof.signers(in: channel)
        } catch {
            throw CommandFailure("what \(api.api) answers proves nothing: \(error)")
        }
    }

    /// The parts that prove something; what else a node tells of an event is its word, and left out.
    private func document(
        from client: HTTPClient, key: Secp256k1PrivateKey
    ) async throws -> JSONValue {
        let audience: Address
        if let node { audience = node } else { audience = try await client.nodeAddress() }
        let event = try await find(client, key: key, audience: audience)
        guard let sequence = event["state"]?.object?["sequence"]?.uint64 else {
            let status = event["status"]?.string ?? "unknown"
            throw CommandFailure(
                "\(self.event) is in no approved state that the node names: it is \(status.excerpt)"
            )
        }
        let path = "/channel/\(channel)"
        let state = try await client.json("\(path)/state/\(sequence)").object
        let status = try await client.json("\(path)/status").object
        // The id commits to the octets of the description: they are printed as they came.
        guard let description = status?.compactRaw("channel") else {
            throw CommandFailure("\(client.origin)\(path)/status does not describe the channel")
        }
        let configuration = try await client.json("/cfg").object
        return [
            "core": configuration?["ETHEREUM_CORE_ADDR"] ?? .null,
            "channel": .number(String(decoding: description, as: UTF8.self)),
            "event": [
                "id": event["id"] ?? .null, "record": event["record"] ?? .null,
                "proof": event["proof"] ?? .null,
            ],
            "state": [
                "newState": Self.signed(state?["newState"]),
                "approveStates": .array(
                    (state?["approveStates"]?.array ?? []).map { Self.signed($0) }),
            ],
        ]
    }

    private static func signed(_ statement: JSONValue?) -> JSONValue {
        ["signed": statement?.object?["signed"] ?? .null]
    }

    /// Goes through what the node tells of the account until the event is there.
    private func find(
        _ client: HTTPClient, key: Secp256k1PrivateKey, audience: Address
    ) async throws -> JSONObject {
        let account = user ?? key.address.checksummed
        guard !account.isEmpty,
            let segment = account.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        else {
            throw CommandFailure("--user is empty; allowed: an address, or a user as it was posted")
        }
        var cursor: String?
        for _ in 0..<Self.pagesLimit {
            let path =
                "/channel/\(channel)/events/\(segment)?limit=1000"
                + (cursor.map { "&after=\($0)" } ?? "")
            // Made anew for each page: a token does not last.
            let answer = try await client.get(
                path, headers: [HTTPClient.authorization(key, for: audience)])
            let page = try answer.json(of: "\(client.origin)\(path)").object
            for case .object(let found) in page?["events"]?.array ?? []
            where found["id"]?.string == event.description { return found }
            guard let next = page?["cursor"]?.string, next != cursor else { break }
            cursor = next
        }
        throw CommandFailure("the node tells of no event \(event) of \(account)")
    }
}
