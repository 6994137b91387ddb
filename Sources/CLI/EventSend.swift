// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import JSON
import Outpace
import Primitives

/// `outpace event send`
struct EventSend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Post events; done when the node made them durable.")

    @Option(help: ArgumentHelp("The channel that pays.", valueName: "id"))
    var channel: ChannelID

    @Option(help: ArgumentHelp("Who earns.", valueName: "address"))
    var publisher: Address

    @Option(help: ArgumentHelp("What happened.", valueName: "type"))
    var type = EventType.impression

    @Option(help: ArgumentHelp("How many, 1 to 500.", valueName: "number"))
    var count = 1

    @Option(help: ArgumentHelp("An address or an opaque id.", valueName: "user"))
    var user: String?

    @Option(help: ArgumentHelp("What was shown.", valueName: "id"))
    var adUnit: String?

    @Option(help: ArgumentHelp("Where it was shown.", valueName: "id"))
    var adSlot: String?

    @OptionGroup var options: APIOptions

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
        let reply = try await options.withClient {
            try await $0.postJSON("/channel/\(channel)/events", batch.body(count: count))
        }
        if json {
            Output.json(reply)
            return
        }
        for id in reply.object?["ids"]?.array ?? [] { Output.line(id.string ?? "") }
    }
}

extension EventType: ExpressibleByArgument {
    /// Reads the name in any case, of those that anybody may submit.
    package init?(argument: String) {
        guard let type = EventType(name: argument.uppercased()), EventType.priced.contains(type)
        else { return nil }
        self = type
    }

    /// The names of those, for help.
    package static var allValueStrings: [String] { EventType.priced.map(\.name) }

    /// The name, for help.
    package var defaultValueDescription: String { name }
}
