// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Settings
import Synchronization

/// One node's process: this very executable, running `start`.
final class NodeProcess: Sendable {
    /// Where its log lines go.
    enum Log: Sendable {
        /// To our stdout, with the node's name in front.
        case prefixed
        /// To a file, after what is there.
        case file(String)
    }

    /// The node's name, `node0`.
    let name: String
    /// Ends when the process has ended, after the reason.
    let endings: AsyncStream<String>
    private let process: Process
    private let ending = Mutex<String?>(nil)
    private let lines: LineWriter

    /// - Parameter logFormat: how the node logs; nil for what its home says.
    init(
        name: String, home: String, log: Log, logFormat: NodeConfiguration.LogFormat? = nil
    ) throws {
        self.name = name
        let (endings, continuation) = AsyncStream.makeStream(of: String.self)
        self.endings = endings
        process = Process()
        lines = LineWriter(prefix: "[\(name)] ")
        process.executableURL = try Self.ownExecutable()
        process.arguments = ["start", "--home", home]
        process.standardInput = FileHandle.nullDevice
        if let logFormat {
            process.environment = ProcessInfo.processInfo.environment
                .merging(["OUTPACE_LOG_FORMAT": logFormat.rawValue]) { $1 }
        }
        switch log {
        case .prefixed:
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = pipe
            pipe.fileHandleForReading.readabilityHandler = { [lines] handle in
                let data = handle.availableData
                if data.isEmpty { handle.readabilityHandler = nil }
                lines.write(data)
            }
        case .file(let path):
            let handle = try Self.appending(to: path)
            process.standardOutput = handle
            process.standardError = handle
        }
        process.terminationHandler = { [weak self] process in
            let reason = Self.reason(process)
            self?.ending.withLock { $0 = reason }
            continuation.yield(reason)
            continuation.finish()
        }
    }

    /// Starts it.
    func start() throws(CommandFailure) {
        do {
            try process.run()
        } catch {
            throw CommandFailure("cannot start \(name): \(error.localizedDescription)")
        }
    }

    /// The process's number.
    var identifier: Int32 { process.processIdentifier }

    /// Why it ended; nil while it runs.
    var reasonOfEnd: String? { ending.withLock { $0 } }

    /// Asks it to stop, or makes it.
    func send(_ signal: Int32) {
        guard reasonOfEnd == nil, process.isRunning else { return }
        kill(process.processIdentifier, signal)
    }

    /// Waits for its end.
    func waitForEnd() async { for await _ in endings {} }

    private static func ownExecutable() throws(CommandFailure) -> URL {
        let link = "/proc/self/exe"
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link) {
            return URL(filePath: path)
        }
        guard let url = Bundle.main.executableURL else {
            throw CommandFailure("cannot find this executable to start the nodes with")
        }
        return url
    }

    private static func appending(to path: String) throws(CommandFailure) -> FileHandle {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CommandFailure("cannot write the log \(path)") }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private static func reason(_ process: Process) -> String {
        switch process.terminationReason {
        case .exit where process.terminationStatus == 0: "stopped"
        case .exit: "failed with exit code \(process.terminationStatus)"
        case .uncaughtSignal where process.terminationStatus == SIGKILL: "killed"
        case .uncaughtSignal: "ended by signal \(process.terminationStatus)"
        @unknown default: "ended"
        }
    }
}
