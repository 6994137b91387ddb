// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
package import Primitives

/// The gossip topics: one per shard, so that thousands of channels cost at most 64 of them.
///
/// - Source: `docs/PROTOCOL.md`, section 3.
package enum ShardTopic {
    /// How many shards there are.
    package static let count = PaymentChannel.shardCount

    /// The shard of a channel: the first octet of its id mod 64.
    package static func shard(of channel: ChannelID) -> Int {
        PaymentChannel.shard(of: channel)
    }

    /// The topic of a shard.
    package static func name(ofShard shard: Int) -> String { PaymentChannel.topic(shard: shard) }

    /// The topic of a channel.
    package static func name(of channel: ChannelID) -> String { name(ofShard: shard(of: channel)) }

    /// The shard a topic names, or nil when it is no topic of this protocol.
    package static func shard(named topic: String) -> Int? {
        guard let digits = topic.split(separator: "/").last, let shard = Int(digits),
            (0..<count).contains(shard), name(ofShard: shard) == topic
        else { return nil }
        return shard
    }
}
