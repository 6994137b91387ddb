// This source file is part of the Outpace project. License: see LICENSE.

/// Why a node cannot start or has to stop.
package struct DaemonError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of trouble.
    package enum Code: Hashable, Sendable {
        /// The home cannot be used.
        case home
        /// Another process runs on the home.
        case locked
        /// An address cannot be listened on.
        case address
        /// The node is stopping and takes nothing more.
        case stopping
        /// Storage failed; nothing more may be promised.
        case storage
    }

    /// The kind of trouble.
    package let code: Code
    /// What was wrong and what to do, in one sentence.
    package let message: String

    /// Describes the trouble.
    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package static func == (left: DaemonError, right: DaemonError) -> Bool {
        left.code == right.code
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }

    package var description: String { message }
}
