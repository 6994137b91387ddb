// This source file is part of the Outpace project. License: see LICENSE.

/// The node holds as many channels as its configuration lets it.
package struct ChannelsFull: Error, Hashable, Sendable {
    /// How many that is.
    package let limit: Int

    /// One refusal.
    package init(limit: Int) { self.limit = limit }
}
