// This source file is part of the Outpace project. License: see LICENSE.

/// Why the chain did not do what it was asked.
package struct ChainError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal or failure it is; the raw value of a refusal is the contract's revert
    /// text.
    package enum Code: String, Hashable, Sendable {
        /// The channel is not in the state that the call needs.
        case invalidState = "INVALID_STATE"
        /// The channel has too few or too many validators, or ends too early or too late.
        case invalidChannel = "INVALID_CHANNEL"
        /// Only the creator may do this.
        case invalidCreator = "INVALID_CREATOR"
        /// The channel has not ended yet.
        case notExpired = "NOT_EXPIRED"
        /// The file is no ledger, or a newer one than this program knows.
        case notLedger = "NOT_A_LEDGER"
        /// The ledger could not be read or written.
        case unavailable = "UNAVAILABLE"
    }

    /// What kind of refusal or failure it is.
    package let code: Code
    /// What was wrong and what is allowed, in one sentence for a person.
    package let message: String
    /// What the layer below said; nil when there is none.
    package let cause: String?

    /// Puts an error together.
    package init(_ code: Code, _ message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The code, the message, and the cause in parentheses.
    package var description: String {
        let text = "\(code.rawValue): \(message)"
        return cause.map { "\(text) (\($0))" } ?? text
    }
}
