// This source file is part of the Outpace project. License: see LICENSE.

/// What happens to a ledger of validators.
package enum LedgerInput: Hashable, Sendable {
    /// A heartbeat of `validators[validator]` arrived, by whatever lane or peer; its signature is
    /// good.
    case heard(validator: Int, sequenceNumber: UInt64)

    /// The deadline came, or the owner wants the ledger to catch up with the clock.
    case woke
}
