// This source file is part of the Outpace project. License: see LICENSE.

/// Why a follower does not sign a proposed state. The numbers are those of the wire.
public enum RejectReason: UInt8, CaseIterable, Hashable, Sendable {
    /// Somebody else than `validators[0]` proposed it.
    case notLeader = 1
    /// The signature over the state root is not the leader's.
    case invalidSignature = 2
    /// The channel is expired, exhausted, in its withdraw period or violated.
    case channelNotLive = 3
    /// It builds on a state that nobody could supply.
    case unknownParent = 4
    /// Its sequence is not above the one already judged.
    case staleSequence = 5
    /// It breaks one of the OUTPACE rules 2 to 5.
    case invalidTransition = 6
    /// The balances do not hash to the state root.
    case invalidRootHash = 7
    /// It uses a price outside the bounds of the spec.
    case invalidPrice = 8
    /// The events are agreed, the balances do not follow from them.
    case invalidBalances = 9
    /// It includes more events nobody can vouch for than the channel tolerates.
    case unobservedEvents = 10
    /// It leaves out more events than the channel tolerates.
    case missedEvents = 11
    /// It pays so little of what was earned that it is not worth signing.
    case tooLowHealth = 12

    /// The name in JSON and in metrics.
    public var name: String {
        switch self {
        case .notLeader: "NotLeader"
        case .invalidSignature: "InvalidSignature"
        case .channelNotLive: "ChannelNotLive"
        case .unknownParent: "UnknownParent"
        case .staleSequence: "StaleSequence"
        case .invalidTransition: "InvalidTransition"
        case .invalidRootHash: "InvalidRootHash"
        case .invalidPrice: "InvalidPrice"
        case .invalidBalances: "InvalidBalances"
        case .unobservedEvents: "UnobservedEvents"
        case .missedEvents: "MissedEvents"
        case .tooLowHealth: "TooLowHealth"
        }
    }

    /// Reads the name in JSON; nil for any other text.
    public init?(name: some StringProtocol) {
        guard let reason = Self.allCases.first(where: { $0.name.utf8.elementsEqual(name.utf8) })
        else { return nil }
        self = reason
    }
}
