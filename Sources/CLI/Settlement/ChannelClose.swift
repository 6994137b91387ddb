// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography
import Daemon
import JSON
import Outpace
import Primitives
import ValidatorMessages

/// `outpace channel close`
struct ChannelClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "End a campaign early, with its creator's key.",
        discussion: """
            Signs a CLOSE and posts it to one or more validators; one that takes it is enough. They stop \
            bidding, take no more events, and some ten seconds later give the creator what nobody has \
            earned: withdraw it with `outpace channel withdraw`.
            """)

    @Option(help: ArgumentHelp("The channel.", valueName: "id"), transform: ChannelID.argument)
    var channelId: ChannelID

    @Option(help: ArgumentHelp("The creator's key file, plain or a keystore.", valueName: "file"))
    var key: String

    @OptionGroup var password: PasswordOptions

    @Option(help: ArgumentHelp("A validator's API; may be repeated.", valueName: "url"))
    var api = [APIOptions.standard]

    @Option(
        help: ArgumentHelp(
            "The address of the node at each --api, in the same order; not needed on this machine.",
            valueName: "address"), transform: Address.argument)
    var node: [Address] = []

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let key = try password.load(key)
        let (id, body) = try closing(signedBy: key)
        let posting = EventPosting(channel: channelId, body: body, key: key, nodes: node)
        let outcome = try await posting.post(to: api)
        guard json else { return Output.line(id.description) }
        Output.json([
            "channelId": .string(channelId.description), "id": .string(id.description),
            "taken": .integer(outcome.replies.count),
            "refusals": .array(outcome.refusals.map { .string($0) }),
        ])
    }

    /// The event's id, and the request that submits it: the same for every validator, so it is one
    /// event everywhere.
    private func closing(signedBy key: Secp256k1PrivateKey) throws -> (EventID, Bytes) {
        let now = SystemClock().now.timestamp
        let nonce = SecureRandom.bytes(StatementLimits.nonceByteCount)
        let content = EventRecord.Content(
            channel: channelId, type: .close, publisher: key.address, user: key.address.bytes,
            adUnit: "", adSlot: "", slotType: "", referrer: "", country: "", operatingSystem: "",
            browser: "", occurredAt: now, nonce: nonce)
        let digest = PersonalMessage.digest(of: EventRecord.userDigest(of: content))
        let signature = key.signRecoverable(digest).bytes
        let record = try EventRecord(making: content, userSignature: signature)
        let event: JSONValue = [
            "type": .string(EventType.close.name), "occurredAt": .integer(now.milliseconds),
            "nonce": .string(Hex.encode(nonce)),
            "userSignature": .string("0x" + Hex.encode(signature)),
        ]
        let body: JSONValue = ["events": .array([event])]
        return (record.id, body.serialized())
    }
}
