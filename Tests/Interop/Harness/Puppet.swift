// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Primitives
import Synchronization

/// A peer in a process of its own that does what it is told and tells what happens to it.
///
/// The lines between the two are described in `Foreign/lines.py`. The process ends when its input
/// does, so it outlives the tests on no path.
final class Puppet: Sendable {
    /// Which implementation it is.
    enum Kind: String, CaseIterable, Sendable, CustomStringConvertible {
        case ours = "outpace"
        case go = "go-libp2p"
        case py = "py-libp2p"

        var description: String { rawValue }
    }

    /// Something was not done or did not happen.
    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        var events: [JSONObject] = []
        var listeners: [Int: AsyncStream<JSONObject>.Continuation] = [:]
        var nextNumber = 0
        var isOver = false
    }

    /// What it is called in messages and logs.
    let name: String

    /// Which implementation it is; nil for a program that is no peer.
    var kind: Kind? { Kind(rawValue: name) }

    private let process: Process
    private let input = Pipe()
    /// Where files for it go.
    let folder: URL
    private let log: URL
    private let state = Mutex(State())

    /// Starts a program.
    ///
    /// - Parameter folder: where its log goes, and files for it.
    init(
        _ name: String, program: URL, arguments: [String], environment: [String: String],
        folder: URL
    ) throws {
        // Writing to a process that has just died must not end this one.
        signal(SIGPIPE, SIG_IGN)
        self.name = name
        self.folder = folder
        log = folder.appending(path: "\(name)-\(UUID().uuidString).log")
        try Data().write(to: log)
        let output = Pipe()
        process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = environment
        process.standardInput = input
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        // Reading blocks, so it has a thread of its own.
        Thread.detachNewThread { self.read(output.fileHandleForReading) }
    }

    /// Whether the process runs.
    var isThere: Bool { process.isRunning }

    /// Ends the process at once.
    func end() {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// What it wrote to standard error, and the last of what happened to it.
    var story: String {
        let errors = FileManager.default.contents(atPath: log.path()) ?? Data()
        let events = state.withLock { state in
            state.events.filter { $0["event"]?.string != "done" }.suffix(40)
        }
        let lines = events.map { "  " + Self.text(of: $0).prefix(600) }
        return "--- \(name)\n" + lines.joined(separator: "\n") + "\n"
            + String(decoding: errors.suffix(4_000), as: UTF8.self)
    }

    /// Everything of that name that it told so far.
    func events(_ name: String) -> [JSONObject] {
        state.withLock { $0.events.filter { $0["event"]?.string == name } }
    }

    /// The first event of that name that fits, whether it was told already or is still to come.
    @discardableResult
    func first(
        _ name: String, within limit: Duration = .seconds(30),
        where fits: @escaping @Sendable (JSONObject) -> Bool = { _ in true }
    ) async throws -> JSONObject {
        try await next(name, within: limit) { $0["event"]?.string == name && fits($0) }
    }

    /// The first line, whatever it says.
    func anything(within limit: Duration) async throws -> JSONObject {
        try await next("a line", within: limit) { _ in true }
    }

    private func next(
        _ claim: String, within limit: Duration,
        where fits: @escaping @Sendable (JSONObject) -> Bool
    ) async throws -> JSONObject {
        try await withThrowingTaskGroup(of: JSONObject?.self) { tasks in
            tasks.addTask {
                for await event in self.stream where fits(event) { return event }
                return nil
            }
            tasks.addTask {
                try await Task.sleep(for: limit)
                throw Trouble(description: "\(self.name): not within \(limit): \(claim)")
            }
            defer { tasks.cancelAll() }
            guard let event = try await tasks.next() ?? nil else {
                throw Trouble(description: "\(self.name) ended; waited for \(claim)")
            }
            return event
        }
    }

    /// Has it do something, and waits until that is done.
    @discardableResult
    func ask(_ verb: String, _ fields: [(String, JSONValue)] = []) async throws -> JSONObject {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        let head: [(String, JSONValue)] = [("number", .integer(number)), ("do", .string(verb))]
        let line = JSONValue.object(JSONObject(members: head + fields)).serialized()
        try input.fileHandleForWriting.write(contentsOf: Data(line + [UInt8(ascii: "\n")]))
        let answer = try await next("an answer to \(verb)", within: .seconds(30)) { answer in
            answer["number"]?.uint64 == UInt64(number)
        }
        guard answer["event"]?.string == "done" else {
            let reason = answer["reason"]?.string ?? ""
            throw Trouble(description: "\(name) could not \(verb): \(reason)")
        }
        return answer
    }

    /// All events from the first on.
    private var stream: AsyncStream<JSONObject> {
        let (stream, source) = AsyncStream.makeStream(of: JSONObject.self)
        let (number, isOver) = state.withLock { state in
            state.nextNumber += 1
            for event in state.events { source.yield(event) }
            if !state.isOver { state.listeners[state.nextNumber] = source }
            return (state.nextNumber, state.isOver)
        }
        source.onTermination = { _ in
            self.state.withLock { $0.listeners[number] = nil }
        }
        if isOver { source.finish() }
        return stream
    }

    private func read(_ output: FileHandle) {
        var rest = Data()
        while true {
            let part = output.availableData
            guard !part.isEmpty else { break }
            rest.append(part)
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                take(Bytes(rest[rest.startIndex..<end]))
                rest = Data(rest[rest.index(after: end)...])
            }
        }
        let listeners = state.withLock { state in
            state.isOver = true
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }

    private func take(_ line: Bytes) {
        guard let event = try? JSONParser.parse(line, limits: .standard).object else { return }
        state.withLock { state in
            state.events.append(event)
            for listener in state.listeners.values { listener.yield(event) }
        }
    }

    private static func text(of event: JSONObject) -> String {
        String(decoding: JSONValue.object(event).serialized(), as: UTF8.self)
    }
}
