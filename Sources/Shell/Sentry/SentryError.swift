// This source file is part of the Outpace project. License: see LICENSE.

/// Why a listener cannot run.
package struct SentryError: Error, CustomStringConvertible {
    /// What kind of failure this is.
    package enum Code: Hashable, Sendable {
        /// The address cannot be listened on.
        case cannotListen
        /// The listener failed while it ran.
        case listenerFailed
    }

    /// What kind of failure this is.
    package let code: Code
    /// What went wrong and what to do, in one sentence.
    package let message: String
    /// What the system said.
    package let cause: (any Error)?

    package var description: String { message }
}
