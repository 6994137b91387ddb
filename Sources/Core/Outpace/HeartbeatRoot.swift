// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What a validator signs to show AdEx participants that it is alive.
///
/// - Source: AdEx v4 heartbeats: the time is a one-leaf tree.
public enum HeartbeatRoot {
    /// The latest time that fits the 48 bits a heartbeat has for it, milliseconds since the Unix
    /// epoch.
    public static let latestMilliseconds: UInt64 = 1 << 48 - 1

    /// The state root of a heartbeat; a time past `latestMilliseconds` counts as that.
    public static func stateRoot(channel: ChannelID, timestamp: Timestamp) -> Digest {
        let milliseconds = min(timestamp.milliseconds, latestMilliseconds)
        return StateTree.stateRoot(
            channel: channel, balanceRoot: Digest(words: (0, 0, 0, milliseconds))
        )
    }
}
