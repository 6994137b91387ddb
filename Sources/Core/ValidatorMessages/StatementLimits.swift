// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds of everything a statement or an event record carries.
package enum StatementLimits {
    /// The longest statement, in octets: a proposal with its id lists full and its balances left
    /// out.
    package static let statementByteLimit = 1_000_000
    /// The longest statement that is sent by gossip, in octets: rust nodes take 64 KiB per RPC.
    package static let gossipByteLimit = 60 * 1024
    /// The most ids in either list of a proposal.
    package static let lateIDLimit = 10_000
    /// The most balance entries in one statement: what 60 KiB hold at 24 octets each, and some.
    package static let balanceEntryLimit = 4_096
    /// The most accounts and events a refusal names, taken together.
    package static let rejectItemLimit = 100
    /// The most addresses in a heartbeat.
    package static let addressLimit = 16
    /// The longest multiaddr, in octets.
    package static let addressByteLimit = 1_024
    /// The most channels in one heartbeat.
    package static let heartbeatEntryLimit = 1_024
    /// The most ids in either list of a report: what 60 KiB hold at 34 octets each.
    package static let reportIDLimit = 1_900
    /// The most publishers with a price of their own.
    package static let publisherPriceLimit = 1_024
    /// Octets of the JSON text of targeting rules in a price statement: what leaves room for prices
    /// in what goes by gossip.
    package static let targetingRulesByteLimit = 16 * 1_024
    /// The octets of r, s and v.
    package static let stateSignatureByteCount = 65
    /// The longest opaque user id, in octets.
    package static let userByteLimit = 64
    /// The longest ad unit or ad slot, in octets.
    package static let adByteLimit = 128
    /// The longest slot type, country, operating system or browser, in octets.
    package static let labelByteLimit = 64
    /// The longest referrer, in octets.
    package static let referrerByteLimit = 2_048
    /// The octets of an event's nonce.
    package static let nonceByteCount = 16
}
