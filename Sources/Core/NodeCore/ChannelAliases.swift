// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// The short names that this node gives its channels, for peers to use on their lanes.
///
/// A name is given once and never to another channel as long as the process lives, and lanes do not
/// outlive it.
struct ChannelAliases: Sendable {
    private var named: [ChannelID] = []
    private var aliases: [ChannelID: UInt32] = [:]

    /// The name of a channel, given now if it has none.
    mutating func alias(of id: ChannelID) -> UInt32 {
        if let alias = aliases[id] { return alias }
        named.append(id)
        let alias = UInt32(named.count)
        aliases[id] = alias
        return alias
    }

    /// The channel of a name; nil when it was never given.
    func channel(_ alias: UInt32) -> ChannelID? {
        guard alias > 0, Int(alias) <= named.count else { return nil }
        return named[Int(alias) - 1]
    }
}
