// This source file is part of the Outpace project. License: see LICENSE.

/// What changed in a ledger of validators.
public enum LedgerEffect: Hashable, Sendable {
    /// `validators[index]` was not online and now is.
    case wentOnline(Int)

    /// `validators[index]` was online and stayed silent for too long.
    case wentOffline(Int)
}
