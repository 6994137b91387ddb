// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Outpace
public import Primitives

/// One limit that a submission has to find free, and takes.
public struct RateLimit: Hashable, Sendable {
    /// A hash of the channel, the rule and the client: as long for every client.
    public let key: Digest
    /// Whose rule it is.
    public let channel: ChannelID
    /// Until when nothing else of the key is taken.
    public let until: Timestamp

    /// Makes a limit; the end of the channel ends it too.
    ///
    /// - Parameters:
    ///   - scope: what the rule counts, and for whom.
    ///   - frameMillis: for how long one submission uses it up.
    init(
        _ scope: String, of client: Bytes, frameMillis: UInt64, channel: PaymentChannel,
        at now: Timestamp
    ) {
        let text = Bytes("outpace rate limit \(scope) \(frameMillis)\u{0}".utf8)
        key = SHA256.hash(text + channel.id.bytes + client)
        self.channel = channel.id
        until = min(now.adding(milliseconds: frameMillis), channel.spec.withdrawPeriodStart)
    }

    /// Reads back what was stored.
    public init(key: Digest, channel: ChannelID, until: Timestamp) {
        self.key = key
        self.channel = channel
        self.until = until
    }
}
