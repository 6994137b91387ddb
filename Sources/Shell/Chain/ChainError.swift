// This source file is part of the Outpace project. License: see LICENSE.

/// Why the chain did not do what it was asked.
package struct ChainError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal or failure it is; the raw value of a refusal is the contract's revert
    /// text, where the contract has one.
    package enum Code: String, Hashable, Sendable {
        /// The channel is not in the state that the call needs.
        case invalidState = "INVALID_STATE"
        /// The channel has too few or too many validators, or ends too early or too late.
        case invalidChannel = "INVALID_CHANNEL"
        /// Only the creator may do this.
        case invalidCreator = "INVALID_CREATOR"
        /// The channel has ended: nothing is paid out any more.
        case expired = "EXPIRED"
        /// The channel has not ended yet.
        case notExpired = "NOT_EXPIRED"
        /// The leader's signature is missing, or fewer than two thirds signed the state.
        case notSignedByValidators = "NOT_SIGNED_BY_VALIDATORS"
        /// The caller does not have that balance in the state.
        case balanceLeafNotFound = "BALANCELEAF_NOT_FOUND"
        /// The caller has withdrawn more than the state gives it. The contract reverts here without
        /// a text; this one is ours.
        case belowWithdrawn = "AMOUNT_BELOW_WITHDRAWN"
        /// All withdrawals together would pass the deposit.
        case withdrawingMoreThanChannel = "WITHDRAWING_MORE_THAN_CHANNEL"
        /// The caller did not sign the call. On a real chain such a call reaches no contract; the
        /// text is ours.
        case notSignedByCaller = "NOT_SIGNED_BY_CALLER"
        /// The file is no ledger, or a newer one than this program knows.
        case notLedger = "NOT_A_LEDGER"
        /// The ledger holds what it can only hold when something other than this program wrote it,
        /// or when the disk failed.
        case damaged = "DAMAGED_LEDGER"
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
