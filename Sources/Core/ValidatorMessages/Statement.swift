// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What a validator says to the others, in public.
///
/// The octets that are signed are those of the gossipsub message around it, kept as received; this
/// value is only their meaning.
///
/// - Source: `docs/PROTOCOL.md`, section 3.
public indirect enum Statement: Hashable, Sendable {
    /// The leader proposes a state.
    case newState(NewState)
    /// A follower signs a state.
    case approveState(ApproveState)
    /// A follower refuses a state.
    case rejectState(RejectState)
    /// A validator is alive.
    case heartbeat(Heartbeat)
    /// A validator names events it observed or misses.
    case reportObservedEvents(ReportObservedEvents)
    /// The leader sets a price.
    case setImpressionPrice(SetImpressionPrice)

    /// Which of the six it is.
    public var kind: StatementKind {
        switch self {
        case .newState: .newState
        case .approveState: .approveState
        case .rejectState: .rejectState
        case .heartbeat: .heartbeat
        case .reportObservedEvents: .reportObservedEvents
        case .setImpressionPrice: .setImpressionPrice
        }
    }

    /// The one channel it is about; nil for a heartbeat, which is about all of a shard's.
    public var channel: ChannelID? {
        switch self {
        case .newState(let body): body.channel
        case .approveState(let body): body.channel
        case .rejectState(let body): body.channel
        case .heartbeat: nil
        case .reportObservedEvents(let body): body.channel
        case .setImpressionPrice(let body): body.channel
        }
    }

    /// Every channel it is about, in the order it names them.
    public var channels: [ChannelID] {
        if case .heartbeat(let body) = self { return body.entries.map(\.channel) }
        return channel.map { [$0] } ?? []
    }
}
