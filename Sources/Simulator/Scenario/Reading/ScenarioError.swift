// This source file is part of the Outpace project. License: see LICENSE.

/// What is wrong at one place of a scenario file.
package struct ScenarioProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    /// The key's path, as `faults[2].crash`; empty when no key is to blame.
    package let path: String
    /// What was found and what is allowed.
    package let message: String

    /// Makes a problem.
    package init(line: Int, path: String, message: String) {
        self.line = line
        self.path = path
        self.message = message
    }

    /// Line, key and message.
    package var description: String {
        path.isEmpty ? "line \(line): \(message)" : "line \(line): \(path): \(message)"
    }
}

/// Why a file is no scenario: everything that was found in one go.
package struct ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name, for messages.
    package let file: String
    /// The problems by line; at least one.
    package let problems: [ScenarioProblem]

    /// Makes an error; without a problem it is a bug of the caller.
    package init(file: String, problems: [ScenarioProblem]) {
        precondition(!problems.isEmpty, "an error needs a problem")
        self.file = file
        self.problems = problems
    }

    /// One line for each problem, the file in front.
    package var description: String {
        problems.map { "\(file), \($0)" }.joined(separator: "\n")
    }
}
