// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Logging
import Settings
import Synchronization

/// Writes log records to stderr, one line each: text for people, JSON for programs.
struct LogWriter: LogHandler {
    private static let turn = Mutex(())

    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let format: NodeConfiguration.LogFormat
    private let now: @Sendable () -> Date

    init(
        level: Logger.Level, format: NodeConfiguration.LogFormat,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        logLevel = level
        self.format = format
        self.now = now
    }

    /// The logger that a node's configuration asks for.
    static func logger(_ configuration: NodeConfiguration) -> Logger {
        let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
        return Logger(label: "outpace") { _ in
            LogWriter(level: level, format: configuration.logFormat)
        }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = text(
            level: event.level, message: event.message.description,
            metadata: metadata.merging(event.metadata ?? [:]) { $1 })
        // One writer at a time, so that lines never mix.
        Self.turn.withLock { _ in FileHandle.standardError.write(Data((line + "\n").utf8)) }
    }

    /// One record as a line without its end.
    func text(level: Logger.Level, message: String, metadata: Logger.Metadata) -> String {
        let time = now().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let pairs = metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        switch format {
        case .json:
            let fixed: [(String, JSONValue)] = [
                ("time", .string(time)), ("level", .string(level.rawValue)),
                ("message", .string(message)),
            ]
            let taken = Set(fixed.map(\.0))
            let extra = pairs.map { key, value in
                (taken.contains(key) ? "metadata.\(key)" : key, JSONValue.string(value))
            }
            let document = JSONValue.object(JSONObject(members: fixed + extra))
            return String(decoding: document.serialized(), as: UTF8.self)
        case .text:
            let padded = level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
            let tail = pairs.map { " \($0.0)=\(Self.singleLine($0.1))" }.joined()
            return "\(time) \(padded) \(Self.singleLine(message))\(tail)"
        }
    }

    /// Peers choose some of what is logged: no line breaks and no terminal commands.
    private static func singleLine(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : Character($0) })
    }
}
