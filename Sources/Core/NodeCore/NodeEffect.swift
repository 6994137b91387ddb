// This source file is part of the Outpace project. License: see LICENSE.

public import Identity
public import Outpace
public import Primitives
public import Validator
public import ValidatorMessages
public import Wire

/// What a node wants done, in order; a `persist` precedes everything that reveals it.
public enum NodeEffect: Sendable {
    /// Make a record durable.
    case persist(NodeRecord)
    /// Send an RPC on the gossip lane.
    case sendGossip(Bytes, to: PeerID)
    /// Send a frame on the direct lane.
    case sendDirect(Bytes, to: PeerID)
    /// Answer a submission.
    case answer(UInt64, SubmissionAnswer)
    /// Read something from storage.
    case load(StorageQuery)
    /// A validator listens on these addresses, and we are not connected to it.
    case learnt([Multiaddr], of: PeerID)
    /// Nothing that the peer says on the gossip lane is listened to from now on, or it is again.
    case graylist(PeerID, Bool)
    /// End the session with a peer that broke the lane's rules.
    case disconnect(PeerID, DisconnectReason)
    /// Something a metric or a log line tells.
    case notice(Notice)
}

/// Why a node ends the session with a peer.
public enum DisconnectReason: Hashable, Sendable, CustomStringConvertible {
    /// Its frames on the direct lane do not follow each other.
    case brokenLane(WireError)
    /// It named a channel by an alias that we never gave.
    case unknownAlias
    /// Its questions or answers about ranges break the rules.
    case brokenReconciliation(WireError)
    /// Nobody listens to it on the gossip lane, and it validates nothing of ours.
    case lowScore

    /// The name in metrics.
    public var name: String {
        switch self {
        case .brokenLane: "brokenLane"
        case .unknownAlias: "unknownAlias"
        case .brokenReconciliation: "brokenReconciliation"
        case .lowScore: "lowScore"
        }
    }

    /// What was wrong, for logs.
    public var description: String {
        switch self {
        case .brokenLane(let error):
            "its frames on the direct lane do not follow each other: \(error)"
        case .unknownAlias: "it named a channel by an alias that it was never given"
        case .brokenReconciliation(let error): "its reconciliation breaks the rules: \(error)"
        case .lowScore: "its gossip score is too low"
        }
    }
}

/// What became of submitted events.
public struct SubmissionAnswer: Hashable, Sendable {
    /// The ids of the events that were taken, in the order they were submitted.
    public var accepted: [EventID] = []
    /// The first event that was not taken, and why; nothing after it was tried.
    public var refusal: SubmissionRefusal?

    /// Nothing taken and nothing refused yet.
    public init() {}
}

/// Why a submission was not taken.
public enum SubmissionRefusal: Error, Hashable, Sendable {
    /// This node does not hold the channel.
    case unknownChannel(ChannelID)
    /// The event at this position was refused.
    case event(Int, EventRefusal)
    /// Only the leader sets prices.
    case notLeader
    /// The price lies outside the channel's bounds.
    case priceOutOfBounds
    /// The targeting rules are invalid or too long.
    case invalidRules
    /// The channel has had as many price statements as it may, or as long rules.
    case tooManyPrices
}

/// What storage must hold.
public indirect enum NodeRecord: Hashable, Sendable {
    /// Statement numbers up to this one may be used before the next reservation.
    case sequenceNumbersReserved(through: UInt64)
    /// A channel this node holds.
    case channelAdded(PaymentChannel)
    /// A record of a channel.
    case channel(ChannelID, ChannelRecord)
}

/// Something worth a metric or a log line.
public enum Notice: Hashable, Sendable {
    /// A state was approved.
    case approved(ChannelID, root: Digest, eventCount: UInt64, after: Duration)
    /// A proposal was refused here.
    case refused(ChannelID, RejectReason)
    /// What waits in a channel that we lead cannot be proposed: it would take back something signed.
    case blocked(ChannelID)
    /// A validator of a channel came or went.
    case standing(ChannelID, validator: Address, isOnline: Bool)
    /// The bidding verdict of a channel changed.
    case bidding(ChannelID, BiddingVerdict)
    /// A peer broke a rule.
    case violation(PeerID, name: String)
    /// Our storage does not know all that we signed in a channel: it was restored from a copy. Nothing is
    /// signed there for so long, and until others have told everything once more.
    case suspended(ChannelID, atLeast: Duration)
    /// A peer handed over a state that does not hold.
    case doubted(ChannelID, PeerID, String)
    /// A statement was delivered, this long after its number says it was made.
    case delivered(StatementKind, ageMillis: UInt64)
}
