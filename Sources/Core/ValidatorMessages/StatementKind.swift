// This source file is part of the Outpace project. License: see LICENSE.

/// The six kinds of statement; the raw value is the field number in `Statement`'s schema.
public enum StatementKind: UInt32, CaseIterable, Sendable {
    /// The leader proposes a state.
    case newState = 1
    /// A follower signs a state.
    case approveState = 2
    /// A follower refuses a state.
    case rejectState = 3
    /// A validator is alive.
    case heartbeat = 4
    /// A validator names events it observed or misses.
    case reportObservedEvents = 5
    /// The leader sets a price.
    case setImpressionPrice = 6

    /// The name the schema and the interfaces use, for example `NewState`.
    public var name: String {
        switch self {
        case .newState: "NewState"
        case .approveState: "ApproveState"
        case .rejectState: "RejectState"
        case .heartbeat: "Heartbeat"
        case .reportObservedEvents: "ReportObservedEvents"
        case .setImpressionPrice: "SetImpressionPrice"
        }
    }
}
