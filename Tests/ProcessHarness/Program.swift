// This source file is part of the Outpace project. License: see LICENSE.

package import Foundation

/// The `outpace` executable under test: the one that was built beside these tests, or the one that
/// the environment names in `OUTPACE_BINARY`.
package enum Program {
    /// How a run of the executable ended.
    package struct Outcome {
        /// The exit code.
        package let code: Int32
        /// What it wrote to standard output.
        package let output: String
        /// What it wrote to standard error.
        package let errors: String
    }

    /// Where the executable is.
    package static var url: URL {
        if let path = ProcessInfo.processInfo.environment["OUTPACE_BINARY"] {
            return URL(filePath: path)
        }
        return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "outpace")
    }

    /// Runs a command to its end; one that hangs is killed after a minute.
    package static func run(_ arguments: [String]) throws -> Outcome {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = url
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        process.environment = environment
        try process.run()
        let watchdog = DispatchWorkItem { kill(process.processIdentifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: watchdog)
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        watchdog.cancel()
        return Outcome(
            code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: complaint, as: UTF8.self))
    }

    /// Our environment without what would configure a node.
    package static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("OUTPACE_") }
    }
}
