// This source file is part of the Outpace project. License: see LICENSE.

/// What happens to a ledger of validators.
package enum LedgerInput: Hashable, Sendable {
    /// A heartbeat of `validators[validator]` arrived, by whatever lane or peer; its signature is
    /// good. It counts as one that arrived `age` ago: what somebody else kept and hands on late does
    /// not say that the validator is there now.
    case heard(validator: Int, sequenceNumber: UInt64, age: Duration = .zero)

    /// The deadline came, or the owner wants the ledger to catch up with the clock.
    case woke
}
