// This source file is part of the Outpace project. License: see LICENSE.

/// What is wrong at one place of a scenario file.
public struct ScenarioProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// The key's path, as `faults[2].crash`; empty when no key is to blame.
    public let path: String
    /// What was found and what is allowed.
    public let message: String

    /// Makes a problem.
    public init(line: Int, path: String, message: String) {
        self.line = line
        self.path = path
        self.message = message
    }

    /// Line, key and message.
    public var description: String {
        path.isEmpty ? "line \(line): \(message)" : "line \(line): \(path): \(message)"
    }
}

/// Why a file is no scenario: everything that was found in one go.
public struct ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name, for messages.
    public let file: String
    /// The problems by line; at least one.
    public let problems: [ScenarioProblem]

    /// Makes an error; without a problem it is a bug of the caller.
    public init(file: String, problems: [ScenarioProblem]) {
        precondition(!problems.isEmpty, "an error needs a problem")
        self.file = file
        self.problems = problems
    }

    /// One line for each problem, the file in front.
    public var description: String {
        problems.map { "\(file), \($0)" }.joined(separator: "\n")
    }
}
