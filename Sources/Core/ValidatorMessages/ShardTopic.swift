// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// The gossip topics: one per shard, so that thousands of channels cost at most 64 of them.
///
/// - Source: Outpace protocol, section 11.
package enum ShardTopic {
    /// How many shards there are.
    package static let count = 64

    /// The shard of a channel: the first octet of its id mod 64.
    package static func shard(of channel: ChannelID) -> Int {
        Int(channel.digest.words.0 >> 56) % count
    }

    /// The topic of a shard.
    package static func name(ofShard shard: Int) -> String { "/outpace/1/\(shard)" }

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
