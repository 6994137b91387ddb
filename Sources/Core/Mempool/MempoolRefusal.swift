// This source file is part of the Outpace project. License: see LICENSE.

/// Why an event is not taken into the pool. An answer to the sender, not a fault of the node.
public enum MempoolRefusal: Error, Hashable, Sendable {
    /// The channel already holds `limit` events.
    case tooManyEvents(limit: Int)
    /// The records of the channel would hold more than `limit` octets.
    case tooManyBytes(limit: Int)
    /// The validator that answers for it has filled its share of `limit` events.
    case shareUsedUp(limit: Int)
    /// It occurred longer ago than the window allows.
    case tooOld
    /// It occurred further in the future than the window allows.
    case tooNew
    /// A state already counted it.
    case alreadyIncluded

    /// The name in metrics and logs.
    public var name: String {
        switch self {
        case .tooManyEvents: "TooManyEvents"
        case .tooManyBytes: "TooManyBytes"
        case .shareUsedUp: "ShareUsedUp"
        case .tooOld: "TooOld"
        case .tooNew: "TooNew"
        case .alreadyIncluded: "AlreadyIncluded"
        }
    }
}
