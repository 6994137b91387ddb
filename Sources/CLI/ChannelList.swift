// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import JSON
import Primitives

/// `outpace channel list`
struct ChannelList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the channels a node holds.")

    /// Pages read at most.
    private static let pageLimit = 10_000

    @OptionGroup var options: APIOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let channels = try await options.withClient { try await Self.channels($0) }
        if json {
            Output.json(.array(channels))
            return
        }
        for channel in channels { Output.line(channel.object?["id"]?.string ?? "") }
    }

    /// All pages of the list.
    static func channels(_ client: HTTPClient) async throws -> [JSONValue] {
        var channels: [JSONValue] = []
        for page in 0..<pageLimit {
            let reply = try await client.json("/channel/list?page=\(page)").object
            let found = reply?["channels"]?.array ?? []
            channels += found
            let pages = reply?["totalPages"]?.uint64 ?? 0
            if found.isEmpty || page + 1 >= pages { break }
        }
        return channels
    }
}
