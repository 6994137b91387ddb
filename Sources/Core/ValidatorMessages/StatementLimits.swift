// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds of everything a statement or an event record carries.
public enum StatementLimits {
    /// The longest statement, in octets: a proposal with its id lists full and its balances left
    /// out.
    public static let statementByteLimit = 1_000_000
    /// The longest statement that is sent by gossip, in octets: rust nodes take 64 KiB per RPC.
    public static let gossipByteLimit = 60 * 1024
    /// The most ids in either list of a proposal.
    public static let lateIDLimit = 10_000
    /// The most balance entries in one statement: what 60 KiB hold at 24 octets each, and some.
    public static let balanceEntryLimit = 4_096
    /// The most accounts and events a refusal names, taken together.
    public static let rejectItemLimit = 100
    /// The most addresses in a heartbeat.
    public static let addressLimit = 16
    /// The longest multiaddr, in octets.
    public static let addressByteLimit = 1_024
    /// The most channels in one heartbeat.
    public static let heartbeatEntryLimit = 1_024
    /// The most ids in either list of a report: what 60 KiB hold at 34 octets each.
    public static let reportIDLimit = 1_900
    /// The most publishers with a price of their own.
    public static let publisherPriceLimit = 1_024
    /// Octets of the JSON text of targeting rules in a price statement: what leaves room for prices
    /// in what goes by gossip.
    public static let targetingRulesByteLimit = 16 * 1_024
    /// The octets of r, s and v.
    public static let stateSignatureByteCount = 65
    /// The longest opaque user id, in octets.
    public static let userByteLimit = 64
    /// The longest ad unit or ad slot, in octets.
    public static let adByteLimit = 128
    /// The longest slot type, country, operating system or browser, in octets.
    public static let labelByteLimit = 64
    /// The longest referrer, in octets.
    public static let referrerByteLimit = 2_048
    /// The octets of an event's nonce.
    public static let nonceByteCount = 16
}
