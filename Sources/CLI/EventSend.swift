// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Daemon
import JSON
import Outpace
import Primitives

/// `outpace event send`
struct EventSend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Post events; done when they are durable.",
        discussion: """
            Events have a nonce and a time of their own, so one that several validators get is one event. \
            Post to two thirds of a channel's validators: what too few have may wait.
            """)

    @Option(
        help: ArgumentHelp("The channel that pays.", valueName: "id"), transform: ChannelID.argument
    )
    var channel: ChannelID

    @Option(help: ArgumentHelp("Who earns.", valueName: "address"), transform: Address.argument)
    var publisher: Address

    @Option(
        help: ArgumentHelp("What happened: IMPRESSION, unless given, or CLICK.", valueName: "type"),
        transform: EventType.argument)
    var type = EventType.impression

    @Option(help: ArgumentHelp("How many, 1 to 500.", valueName: "number"))
    var count = 1

    @Option(help: ArgumentHelp("An address or an opaque id.", valueName: "user"))
    var user: String?

    @Option(help: ArgumentHelp("What was shown.", valueName: "id"))
    var adUnit: String?

    @Option(help: ArgumentHelp("Where it was shown.", valueName: "id"))
    var adSlot: String?

    @Option(
        help: ArgumentHelp(
            "A validator's API; repeat it to post the same events to several.", valueName: "url"))
    var api = [APIOptions.standard]

    @Option(
        help: ArgumentHelp(
            "The key file of who asks; the channel's rules may want to know.", valueName: "file"))
    var key: String?

    @OptionGroup var password: PasswordOptions

    @Option(
        help: ArgumentHelp(
            "The address of the node at each --api, in the same order; not needed on this machine.",
            valueName: "address"), transform: Address.argument)
    var node: [Address] = []

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...EventBatch.limit).contains(count) else {
            throw ValidationError("--count is \(count); allowed: 1 to \(EventBatch.limit).")
        }
    }

    func run() async throws {
        var batch = EventBatch(publisher: publisher, type: type)
        batch.details = [("user", user), ("adUnit", adUnit), ("adSlot", adSlot)]
        let posting = EventPosting(
            channel: channel,
            body: batch.sharedBody(count: count, at: SystemClock().now.timestamp),
            key: try key.map(password.load), nodes: node)
        let outcome = try await posting.post(to: api)
        if json {
            for reply in outcome.replies { Output.json(reply) }
        } else {
            for id in outcome.replies[0].object?["ids"]?.array ?? [] {
                Output.line(id.string ?? "")
            }
        }
        guard outcome.refusals.isEmpty else {
            throw CommandFailure(
                "\(outcome.refusals.count) of \(api.count) validators did not take it")
        }
    }
}
