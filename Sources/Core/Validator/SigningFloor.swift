// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives

/// The highest state this validator has signed: no later signature may go below it.
///
/// It stands in for the sequence number that the contract does not have: any state with a quorum can be
/// withdrawn, so a validator that signs two unordered states breaks the channel. The record of a
/// signature is durable before the signature leaves the process.
///
/// - Source: `docs/PROTOCOL.md`, section 7; OUTPACE rules 2 to 5.
public struct SigningFloor: Hashable, Sendable {
    /// Sequence of the proposal that was signed.
    public let sequence: UInt64
    /// Root that was signed.
    public let root: Digest
    /// What led to it.
    public let lineage: Lineage
    /// Balances after fees of the state that was signed.
    public let balances: Balances

    /// Records a signature.
    public init(sequence: UInt64, root: Digest, lineage: Lineage, balances: Balances) {
        self.sequence = sequence
        self.root = root
        self.lineage = lineage
        self.balances = balances
    }

    /// Whether signing `balances` under `sequence` keeps all signatures of this validator ordered.
    public func allows(sequence: UInt64, lineage: Lineage, balances: Balances) -> Bool {
        if lineage == self.lineage { return true }
        return sequence > self.sequence && balances.dominates(self.balances)
    }
}
