// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Foundation
import JSON
import Settings

/// `outpace config`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at the configuration.",
        subcommands: [ConfigShow.self])
}

/// `outpace config show`
struct ConfigShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print the settings in force: flags over environment over file over defaults.")

    @OptionGroup var options: HomeOptions

    @Flag(help: "Say where each value comes from.")
    var origin = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let entries = try options.sources(needsFile: false).layers().entries
        if json {
            let members = entries.map { entry -> (String, JSONValue) in
                let value = Self.json(entry)
                return (
                    entry.key.path,
                    origin
                        ? ["value": value, "origin": .string(entry.origin.description)] : value
                )
            }
            Output.json(.object(JSONObject(members: members)))
            return
        }
        let lines = entries.map { "\($0.key.path): \($0.key.text(of: $0.value))" }
        let width = min(60, lines.map(\.count).max() ?? 0)
        for (line, entry) in zip(lines, entries) {
            guard origin else {
                Output.line(line)
                continue
            }
            let padded = line + String(repeating: " ", count: max(0, width - line.count))
            Output.line("\(padded)  # \(entry.origin)")
        }
    }

    private static func json(_ entry: ConfigurationLayers.Entry) -> JSONValue {
        switch entry.value {
        case .none: .null
        case .number(let number): .integer(number)
        case .text(let text): .string(text)
        case .duration: .string(entry.value.description)
        case .list(let elements): .array(elements.map { .string($0) })
        }
    }
}
