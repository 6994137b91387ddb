// This source file is part of the Outpace project. License: see LICENSE.

/// What happens to a ledger of validators.
public enum LedgerInput: Hashable, Sendable {
    /// A heartbeat of `validators[validator]` arrived, by whatever lane or peer; its signature is
    /// good. It counts as one that arrived `age` ago: what somebody else kept and hands on late does
    /// not say that the validator is there now.
    case heard(validator: Int, sequenceNumber: UInt64, age: Duration = .zero)

    /// `validators[validator]` itself says the heartbeat that somebody else handed on before: it counts
    /// from now. Another number than the newest changes nothing.
    case confirmed(validator: Int, sequenceNumber: UInt64)

    /// The deadline came, or the owner wants the ledger to catch up with the clock.
    case woke
}
