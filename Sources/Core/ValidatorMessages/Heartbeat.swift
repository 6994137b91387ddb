// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives

/// A validator's sign of life in one shard, with what it holds of each of its channels there.
///
/// - Source: `docs/PROTOCOL.md`, sections 3 and 9.
public struct Heartbeat: Hashable, Sendable {
    /// What a validator says about one channel.
    public struct Entry: Hashable, Sendable {
        /// The channel.
        public let channel: ChannelID
        /// The state root of the last state it saw approved; nil before the first.
        public let lastApproved: Lineage?
        /// What its mempool of the channel holds.
        public let pool: PoolSummary
        /// The validators it counts as online, itself among them.
        public let online: ValidatorSet
        /// The validators it has a direct lane with.
        public let lanes: ValidatorSet
        /// The 65-octet AdEx heartbeat signature over the heartbeat root; present every 30 s.
        public let adexSignature: Bytes?

        /// Puts an entry together.
        public init(
            channel: ChannelID, lastApproved: Lineage?, pool: PoolSummary, online: ValidatorSet,
            lanes: ValidatorSet, adexSignature: Bytes?
        ) {
            self.channel = channel
            self.lastApproved = lastApproved
            self.pool = pool
            self.online = online
            self.lanes = lanes
            self.adexSignature = adexSignature
        }
    }

    /// What a mempool holds, in a form two validators can compare at a glance.
    public struct PoolSummary: Hashable, Sendable {
        /// How many events wait.
        public let count: UInt64
        /// The sum of their ids mod 2^256.
        public let fingerprint: Digest
        /// The highest key, nil for an empty pool.
        public let watermark: EventKey?

        /// Puts a summary together.
        public init(count: UInt64, fingerprint: Digest, watermark: EventKey?) {
            self.count = count
            self.fingerprint = fingerprint
            self.watermark = watermark
        }
    }

    /// The sender's wall clock. Says how late it comes when another peer hands it on, and by that
    /// how much less it counts (`docs/decisions/0015-relayed-heartbeats-age.md`).
    public let timestamp: Timestamp
    /// Multiaddrs the sender listens on, in their binary form.
    public let addresses: [Bytes]
    /// One entry per channel of the sender in this shard.
    public let entries: [Entry]

    /// Puts a heartbeat together.
    public init(timestamp: Timestamp, addresses: [Bytes], entries: [Entry]) {
        self.timestamp = timestamp
        self.addresses = addresses
        self.entries = entries
    }
}
