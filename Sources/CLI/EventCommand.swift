// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser

/// `outpace event`
struct EventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "Post impressions and clicks to a node, and prove them.",
        subcommands: [EventSend.self, EventLoad.self, EventProof.self])
}
