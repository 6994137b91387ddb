// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// How the conduct of peers counts, and what follows from it.
///
/// The score of a peer is `min(cap, what is good) + what is bad`: points for good conduct are
/// capped all together, points for bad conduct are not. The specification caps the sum of the
/// topics instead, so that a peer which behaves in many topics may misbehave in one for ever
/// (GHSA-77r2-q4c3-v635, and the same in an ACL2 analysis of 2024); here it cannot.
///
/// - Source: libp2p specification, `gossipsub` v1.1, "Peer Scoring".
public struct ScoreParameters: Hashable, Sendable {
    /// Below it no ids are advertised to a peer or taken from it. Negative.
    public var gossipThreshold = -10.0
    /// Below it a peer gets none of our own messages outside the mesh. At most `gossipThreshold`.
    public var publishThreshold = -40.0
    /// Below it nothing that a peer says is listened to. Below `publishThreshold`.
    public var graylistThreshold = -75.0
    /// From it on peers that a pruning peer offers are handed out. At least 0.
    public var acceptExchangeThreshold = 10.0
    /// When the median of a mesh is below it, better peers are grafted. At least 0, and more than
    /// P1 alone can bring: a mesh of peers that only sit there has to stay a poor one.
    public var opportunisticThreshold = 5.0

    /// How often counters decay.
    public var decayInterval = Duration.seconds(1)
    /// Counters below it become 0.
    public var decayToZero = 0.01
    /// How long the score of a peer outlives its connection, so that nobody is washed clean by
    /// reconnecting.
    public var retention = Duration.seconds(600)
    /// How many gone peers are remembered; the one that left first is forgotten first.
    public var retainedPeerLimit = 1_024

    /// The most points for good conduct, all topics and P5 together.
    ///
    /// Less than one invalid message costs: whatever somebody did before, the first one makes the
    /// score negative and ends the peer's time in every mesh.
    public var positiveCap = 15.0
    /// The profile of every topic we join.
    public var topic = TopicScoreParameters()
    /// P5, what the application thinks of a peer: validators of our channels are worth something,
    /// those with evidence against them are worth nothing.
    public var applicationWeight = 1.0
    /// P6, peers at one network address, squared from `colocationThreshold` on. Peers without an
    /// address, on the loopback, and at `colocationExceptions` are not counted.
    public var colocationWeight = -5.0
    /// Peers that may share an address without anybody thinking of it: a data centre, a household.
    public var colocationThreshold = 10.0
    /// Addresses at which any number of peers is welcome: an office, a test cluster.
    public var colocationExceptions: Set<Bytes> = []
    /// P7, broken rules (grafts during a backoff, broken promises), squared from
    /// `behaviourThreshold` on.
    public var behaviourWeight = -10.0
    /// Broken rules that are forgiven: a stall of some seconds breaks as many promises.
    public var behaviourThreshold = 6.0
    /// What is left of P7's counter: a half after 14 s.
    public var behaviourDecay = 0.95

    /// The numbers that a validator network wants.
    public static let standard = ScoreParameters()

    /// The numbers that a validator network wants, to change some of.
    public init() {}

    /// Whether peers at an address count as neighbours; four octets are read as IPv4, sixteen as
    /// IPv6.
    func countsNeighbours(at address: Bytes) -> Bool {
        guard !colocationExceptions.contains(address) else { return false }
        switch address.count {
        case 4: return address[0] != 127
        case 16:
            let isMapped = address.starts(with: Bytes(repeating: 0, count: 10) + [0xff, 0xff, 127])
            return !isMapped && address != Bytes(repeating: 0, count: 15) + [1]
        default: return true
        }
    }
}
