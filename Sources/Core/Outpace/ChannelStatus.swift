// This source file is part of the Outpace project. License: see LICENSE.

/// Where a channel stands at one node; the raw value is the name in JSON.
///
/// - Source: `docs/PROTOCOL.md`, section 2.
public enum ChannelStatus: String, CaseIterable, Hashable, Sendable {
    /// Never seen on the chain.
    case unknown = "UNKNOWN"
    /// The chain adapter reports it open and final.
    case confirmed = "CONFIRMED"
    /// The spec is held and every validator was heard at least once.
    case live = "LIVE"
    /// The approved balances sum to the deposit.
    case exhausted = "EXHAUSTED"
    /// The chain no longer pays out.
    case expired = "EXPIRED"
    /// There is proof that a validator broke a rule.
    case violatedConstraints = "VIOLATED_CONSTRAINTS"
}
