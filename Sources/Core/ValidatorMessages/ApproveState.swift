// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives

/// A follower's signature under a proposed state.
///
/// - Source: `docs/PROTOCOL.md`, sections 3 and 7.
public struct ApproveState: Hashable, Sendable {
    /// The channel the state belongs to.
    public let channel: ChannelID
    /// The state that is signed.
    public let stateRoot: Digest
    /// What led to it: the root alone would stand for any events that pay the same.
    public let lineage: Lineage
    /// The follower's 65-octet signature as received; whether it is good is judged later.
    public let stateSignature: Bytes
    /// Whether the health is at or over the spec's threshold and nothing was missed.
    public let isHealthy: Bool
    /// How much of what the follower counted the leader paid, in thousandths.
    public let healthPromilles: UInt64
    /// Whether the balances reach the deposit.
    public let exhausted: Bool

    /// Puts an approval together.
    public init(
        channel: ChannelID, stateRoot: Digest, lineage: Lineage, stateSignature: Bytes,
        isHealthy: Bool, healthPromilles: UInt64, exhausted: Bool
    ) {
        self.channel = channel
        self.stateRoot = stateRoot
        self.lineage = lineage
        self.stateSignature = stateSignature
        self.isHealthy = isHealthy
        self.healthPromilles = healthPromilles
        self.exhausted = exhausted
    }

    /// Whether it is an approval of what is proposed.
    public func approves(_ state: NewState) -> Bool {
        channel == state.channel && stateRoot == state.stateRoot && lineage == state.lineage
    }
}
