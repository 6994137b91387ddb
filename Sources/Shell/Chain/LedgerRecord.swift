// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// A call that the ledger carried out: one line of its log.
package struct LedgerRecord: Hashable, Sendable {
    /// Its place in the log; later ones have higher numbers.
    package let number: Int64
    /// What was asked for.
    package let request: LedgerRequest
    /// Who asked, with the signature.
    package let caller: LedgerCaller
    /// What was paid to the caller; zero for an opening.
    package let paid: Amount
    /// The chain's time, in seconds since the Unix epoch.
    package let seconds: UInt64
}
