// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Logging
import Settings
import Synchronization

/// Writes log records to stderr, one line each: text for people, JSON for programs.
struct LogWriter: LogHandler {
    private static let turn = Mutex(())

    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let format: NodeConfiguration.LogFormat

    init(level: Logger.Level, format: NodeConfiguration.LogFormat) {
        logLevel = level
        self.format = format
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
        let details = metadata.merging(event.metadata ?? [:]) { $1 }
            .sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value.description) }
        let record = LogLine(
            time: Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
            level: event.level.rawValue, message: event.message.description, details: details)
        let line = format == .json ? record.json : record.text
        // One writer at a time, so that lines never mix.
        Self.turn.withLock { _ in FileHandle.standardError.write(Data((line + "\n").utf8)) }
    }
}
