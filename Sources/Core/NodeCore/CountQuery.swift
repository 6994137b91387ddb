// This source file is part of the Outpace project. License: see LICENSE.

package import Outpace
package import Primitives

/// Events of one publisher and type in one hour, and what they paid.
package struct EventSum: Hashable, Sendable {
    /// Who earned.
    package let publisher: Address
    /// The type as the record's number; 0 when the node never had the record.
    package let type: UInt8
    /// When the events occurred, in whole hours since 1970.
    package let hour: UInt64
    /// How many.
    package var count: UInt64
    /// What they paid before fees.
    package var amount: Amount

    /// Puts a sum together.
    package init(publisher: Address, type: UInt8, hour: UInt64, count: UInt64, amount: Amount) {
        self.publisher = publisher
        self.type = type
        self.hour = hour
        self.count = count
        self.amount = amount
    }
}

/// The events of one approved state, summed.
package struct EventAggregate: Hashable, Sendable {
    /// When the node approved the state; no two of a channel have the same.
    package let created: Timestamp
    /// The sums, ascending by publisher, type and hour.
    package let sums: [EventSum]

    /// Puts an aggregate together.
    package init(created: Timestamp, sums: [EventSum]) {
        self.created = created
        self.sums = sums
    }
}

/// Which counts are asked for, summed over spans of time.
package struct CountQuery: Hashable, Sendable {
    /// Of these channels; nil for all together.
    package var channels: [ChannelID]?
    /// Of this publisher; nil for all together.
    package var publisher: Address?
    /// Of this type.
    package var type: EventType
    /// Where the spans begin, in whole hours since 1970, ascending; the last is only an end.
    package var bounds: [UInt64]
    /// Whether each channel is counted for itself.
    package var isByChannel: Bool

    /// Asks for counts.
    package init(
        channels: [ChannelID]?, publisher: Address?, type: EventType, bounds: [UInt64],
        isByChannel: Bool
    ) {
        self.channels = channels
        self.publisher = publisher
        self.type = type
        self.bounds = bounds
        self.isByChannel = isByChannel
    }
}

/// What was counted in one span of time.
package struct SpanCount: Hashable, Sendable {
    /// The start of the span, in whole hours since 1970.
    package let hour: UInt64
    /// The channel, when each is counted for itself.
    package let channel: ChannelID?
    /// How many events.
    package var count: UInt64
    /// What they paid before fees.
    package var amount: Amount

    /// Puts a count together.
    package init(hour: UInt64, channel: ChannelID?, count: UInt64, amount: Amount) {
        self.hour = hour
        self.channel = channel
        self.count = count
        self.amount = amount
    }
}
