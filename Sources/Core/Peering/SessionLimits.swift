// This source file is part of the Outpace project. License: see LICENSE.

public import Yamux

/// The bounds of a session.
public struct SessionLimits: Sendable {
    /// How long connection, handshake and multiplexer may take together.
    public var handshakeTimeout: Duration = .seconds(10)
    /// How long the negotiation of one stream may take.
    public var negotiationTimeout: Duration = .seconds(10)
    /// How long the peer may take to tell about itself.
    public var identifyTimeout: Duration = .seconds(5)
    /// The time between an answered ping and the next one. Each is a few octets; they keep the round
    /// trip fresh by which windows grow, and find a dead peer while nothing is said.
    public var pingInterval: Duration = .seconds(5)
    /// How long a peer that owes the answer to a ping may say nothing at all.
    public var pingTimeout: Duration = .seconds(20)
    /// How long what is queued on the lanes may take to leave before a session that this node ends.
    public var drainTimeout: Duration = .seconds(2)
    /// How long a request or a served transfer may stand still.
    public var requestTimeout: Duration = .seconds(10)
    /// The shortest time between two pushes of what we tell about ourselves; in between, the last
    /// change wins.
    public var pushInterval: Duration = .seconds(5)
    /// How many pushes of a peer are read at once; one more every `pushInterval`.
    public var inboundPushLimit = 4
    /// Whether `/perf/1.0.0` is served: any peer may then have as much sent as the link takes.
    ///
    /// Not on by default, because it is the one protocol that lets a stranger spend the uplink
    /// without end. One transfer per session at a time, behind everything else on the session.
    public var servesPerf = false
    /// Octets that one step writes at most, give or take a frame; the rest follows at once, in steps
    /// of its own, so that reading and other sessions get their turn.
    public var stepByteLimit = 128 * 1024
    /// The first pause before a lane's stream is opened again; it doubles up to the last.
    public var firstReopenPause: Duration = .seconds(1)
    /// The longest pause before a lane's stream is opened again.
    public var lastReopenPause: Duration = .seconds(30)
    /// How many times a peer may open the direct lane's stream at once; one more every
    /// `firstReopenPause`, which is as often as anybody opens it for honest reasons.
    public var laneOpeningsLimit = 64
    /// Octets that may wait on the gossip lane; messages over it are dropped.
    public var gossipQueueByteLimit = 2 * 1024 * 1024
    /// Octets that may wait on the direct lane; messages over it are dropped.
    public var directQueueByteLimit = 4 * 1024 * 1024
    /// The longest message on the gossip lane, in octets; what go and py take.
    public var gossipMessageByteLimit = 1024 * 1024
    /// The longest message on the direct lane, in octets.
    public var directMessageByteLimit = 1024 * 1024
    /// The longest identify message that is read, in octets; go's own bound.
    public var identifyByteLimit = 8 * 1024
    /// How many streams the peer may use for pings at once.
    public var inboundPingStreamLimit = 2
    /// Octets of echoed pings that may wait for a peer that does not read them.
    public var echoByteLimit = 4 * 1024
    /// How many streams may break their protocol before the session ends.
    public var streamFaultLimit = 32
    /// The bounds of the multiplexer.
    public var multiplexer = YamuxLimits()

    /// The bounds the node runs with.
    public init() {}

    func queueByteLimit(_ lane: SessionLane) -> Int {
        switch lane {
        case .gossip: gossipQueueByteLimit
        case .direct: directQueueByteLimit
        }
    }

    func messageByteLimit(_ lane: SessionLane) -> Int {
        switch lane {
        case .gossip: gossipMessageByteLimit
        case .direct: directMessageByteLimit
        }
    }
}
