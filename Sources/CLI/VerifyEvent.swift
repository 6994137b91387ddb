// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography
import JSON
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// `outpace verify event`
struct VerifyEvent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event",
        abstract:
            "Check that a quorum signed a state with an event in it: what `event proof` printed.",
        discussion: """
            The event's record and the path lead to the root over the state's events, the leader's proposal \
            names that root, the followers' approvals name the proposal, and the channel, which says who \
            they are, hashes to its id. Anybody can make a channel: --channel-id says which one is meant. \
            What the event paid is not proved, and nothing else that stands in the file is looked at.
            """)

    @Argument(help: ArgumentHelp("The proof's JSON, or - for stdin.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The channel that the event must be of; without it, any channel's will do.",
            valueName: "id"
        ), transform: ChannelID.argument)
    var channelId: ChannelID?

    @Option(
        help: ArgumentHelp(
            "The contract; default: the one that the file names, else AdEx core v4 on the mainnet.",
            valueName: "address"), transform: Address.argument)
    var core: Address?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let object = try InputFile.object(file)
        try Verdict.report(asJSON: json) { () throws(CommandFailure) -> Verdict.Finding in
            let reader = InclusionReader(object, name: file)
            let channel = try reader.channel(core: core)
            if let channelId, channelId != channel.id {
                throw CommandFailure(
                    "the proof is of the channel \(channel.id), not of \(channelId)")
            }
            let proof = try reader.proof()
            do throws(InclusionFault) {
                let signers = try proof.signers(in: channel)
                let content = proof.record.content
                return Verdict.Finding(
                    text: """
                        the \(content.type.name) \(proof.record.id) for \
                        \(content.publisher.checksummed) is included in the channel \(channel.id); \
                        \(signers.count) of \(channel.validators.count) validators signed
                        """,
                    members: [
                        ("channelId", .string(channel.id.description)),
                        ("id", .string(proof.record.id.description)),
                        ("type", .string(content.type.name)),
                        ("publisher", .string(content.publisher.checksummed)),
                        ("user", content.user.map { .string("0x" + Hex.encode($0)) } ?? .null),
                        ("occurredAt", .integer(content.occurredAt.milliseconds)),
                        ("signers", .array(signers.map { .string($0.checksummed) })),
                    ])
            } catch {
                throw CommandFailure(error.description)
            }
        }
    }
}
