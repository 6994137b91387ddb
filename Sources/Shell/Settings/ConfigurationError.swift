// This source file is part of the Outpace project. License: see LICENSE.

/// What is wrong with one setting.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// The key's path, as `network.maxConnections`; empty when no key is to blame.
    package let path: String
    /// Where it was found: `config.yaml, line 7`, an environment variable, a flag.
    package let place: String
    /// What was found and what is allowed.
    package let message: String

    /// Makes a problem.
    package init(path: String, place: String, message: String) {
        self.path = path
        self.place = place
        self.message = message
    }

    /// All of it in one line.
    package var description: String {
        path.isEmpty ? "\(place): \(message)" : "\(path): \(message) (\(place))"
    }
}

/// Everything that is wrong with a configuration, found in one go.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems in the order they were found; at least one.
    package let problems: [ConfigurationProblem]

    /// Makes an error; without a problem it is a bug of the caller.
    package init(_ problems: [ConfigurationProblem]) {
        precondition(!problems.isEmpty, "an error needs a problem")
        self.problems = problems
    }

    /// One line for each problem.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
