// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Synchronization

/// Descriptions of channels, which never change, so that an event costs no look at the node's
/// state.
final class ChannelMemory: Sendable {
    private let capacity: Int
    private let channels = Mutex<[ChannelID: PaymentChannel]>([:])

    init(capacity: Int) { self.capacity = capacity }

    subscript(id: ChannelID) -> PaymentChannel? { channels.withLock { $0[id] } }

    /// Remembers a channel; forgets all others when there is no room.
    func remember(_ channel: PaymentChannel) {
        channels.withLock { channels in
            if channels.count >= capacity { channels.removeAll() }
            channels[channel.id] = channel
        }
    }
}
