// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives

/// Events of one publisher and type in one hour, and what they paid.
public struct EventSum: Hashable, Sendable {
    /// Who earned.
    public let publisher: Address
    /// The type as the record's number; 0 when the node never had the record.
    public let type: UInt8
    /// When the events occurred, in whole hours since 1970.
    public let hour: UInt64
    /// How many.
    public var count: UInt64
    /// What they paid before fees.
    public var amount: Amount

    /// Puts a sum together.
    public init(publisher: Address, type: UInt8, hour: UInt64, count: UInt64, amount: Amount) {
        self.publisher = publisher
        self.type = type
        self.hour = hour
        self.count = count
        self.amount = amount
    }
}

/// The events of one approved state, summed.
public struct EventAggregate: Hashable, Sendable {
    /// When the node approved the state; no two of a channel have the same.
    public let created: Timestamp
    /// The sums, ascending by publisher, type and hour.
    public let sums: [EventSum]

    /// Puts an aggregate together.
    public init(created: Timestamp, sums: [EventSum]) {
        self.created = created
        self.sums = sums
    }
}

/// Which counts are asked for, summed over spans of time.
public struct CountQuery: Hashable, Sendable {
    /// Of these channels; nil for all together.
    public var channels: [ChannelID]?
    /// Of this publisher; nil for all together.
    public var publisher: Address?
    /// Of this type.
    public var type: EventType
    /// Where the spans begin, in whole hours since 1970, ascending; the last is only an end.
    public var bounds: [UInt64]
    /// Whether each channel is counted for itself.
    public var isByChannel: Bool

    /// Asks for counts.
    public init(
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
public struct SpanCount: Hashable, Sendable {
    /// The start of the span, in whole hours since 1970.
    public let hour: UInt64
    /// The channel, when each is counted for itself.
    public let channel: ChannelID?
    /// How many events.
    public var count: UInt64
    /// What they paid before fees.
    public var amount: Amount

    /// Puts a count together.
    public init(hour: UInt64, channel: ChannelID?, count: UInt64, amount: Amount) {
        self.hour = hour
        self.channel = channel
        self.count = count
        self.amount = amount
    }
}
