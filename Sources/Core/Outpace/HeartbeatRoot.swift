// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// What a validator signs to show AdEx participants that it is alive.
///
/// - Source: AdEx v4 heartbeats: the time is a one-leaf tree.
package enum HeartbeatRoot {
    /// The latest time that fits the 48 bits a heartbeat has for it, milliseconds since the Unix
    /// epoch.
    package static let latestMilliseconds: UInt64 = 1 << 48 - 1

    /// The state root of a heartbeat; a time past `latestMilliseconds` counts as that.
    package static func stateRoot(channel: ChannelID, timestamp: Timestamp) -> Digest {
        let milliseconds = min(timestamp.milliseconds, latestMilliseconds)
        return StateTree.stateRoot(
            channel: channel, balanceRoot: Digest(words: (0, 0, 0, milliseconds))
        )
    }
}
