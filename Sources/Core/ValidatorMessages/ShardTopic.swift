// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
public import Primitives

/// The gossip topics: one per shard, so that thousands of channels cost at most 64 of them.
///
/// - Source: `docs/PROTOCOL.md`, section 3.
public enum ShardTopic {
    /// How many shards there are.
    public static let count = PaymentChannel.shardCount

    /// The shard of a channel: the first octet of its id mod 64.
    public static func shard(of channel: ChannelID) -> Int {
        PaymentChannel.shard(of: channel)
    }

    /// The topic of a shard.
    public static func name(ofShard shard: Int) -> String { PaymentChannel.topic(shard: shard) }

    /// The topic of a channel.
    public static func name(of channel: ChannelID) -> String { name(ofShard: shard(of: channel)) }

    /// The shard a topic names, or nil when it is no topic of this protocol.
    public static func shard(named topic: String) -> Int? {
        guard let digits = topic.split(separator: "/").last, let shard = Int(digits),
            (0..<count).contains(shard), name(ofShard: shard) == topic
        else { return nil }
        return shard
    }
}
