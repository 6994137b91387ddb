// This source file is part of the Outpace project. License: see LICENSE.

/// Why the transport cannot run.
package struct TransportError: Error, CustomStringConvertible {
    /// The kind of trouble.
    package enum Code: Hashable, Sendable {
        /// An address cannot be listened on.
        case listen
    }

    /// The kind of trouble.
    package let code: Code
    /// What was wrong and what to do, in one sentence.
    package let message: String
    /// The error underneath, if there is one.
    package let cause: (any Error)?

    package var description: String { message }
}
