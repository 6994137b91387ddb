// This source file is part of the Outpace project. License: see LICENSE.

/// Why the transport cannot run, or cannot do what it was asked.
package struct TransportError: Error, CustomStringConvertible {
    /// The kind of trouble.
    package enum Code: Hashable, Sendable {
        /// An address cannot be listened on.
        case listen
        /// There is no session with the peer.
        case notConnected
        /// The peer did not answer what it was asked.
        case unanswered
    }

    /// The kind of trouble.
    package let code: Code
    /// What was wrong and what to do, in one sentence.
    package let message: String
    /// The error underneath, if there is one.
    package let cause: (any Error)?

    package var description: String { message }
}
