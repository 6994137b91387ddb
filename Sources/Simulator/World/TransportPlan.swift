// This source file is part of the Outpace project. License: see LICENSE.

/// How connections are made and how their loss is noticed: the figures of the production transport.
public struct TransportPlan: Hashable, Sendable {
    /// Round trips until a connection is opened, proved and multiplexed; at byte depth sessions decide.
    public var handshakeRoundTrips = 3
    /// The time between two pings of one end.
    public var pingInterval = Duration.seconds(5)
    /// How long an end that hears nothing waits for the answer to a ping before it drops the connection.
    public var pingTimeout = Duration.seconds(20)
    /// How long a dial waits for a peer that does not answer at all.
    public var connectTimeout = Duration.seconds(10)
    /// The pause after the first failed dial; it doubles, and up to a half is taken off each.
    public var firstPause = Duration.seconds(1)
    /// The longest pause between two dials of a peer.
    public var lastPause = Duration.seconds(30)
    /// How long a connection has to last for the pauses to begin again with the first.
    public var stableDuration = Duration.seconds(10)
    /// Octets that wait on the gossip lane of a connection before messages are dropped.
    public var gossipQueueOctets = 2 << 20
    /// Octets that wait on the direct lane of a connection before messages are dropped.
    public var directQueueOctets = 4 << 20
    /// What the layers below add to each message on an uplink, in octets: Noise, yamux, TCP and IP.
    public var overheadOctets = 84
    /// The octets of a message in one segment.
    public var segmentOctets = 1_400
    /// The shortest time until a lost segment is sent again.
    public var retransmission = Duration.milliseconds(200)
    /// Signatures that are checked for one peer each second before it is made to wait.
    public var signatureChecksPerSecond = 1_000
    /// Whether hosts dial validators whose addresses they learn from heartbeats.
    public var dialsLearntPeers = true

    /// The figures of the production transport.
    public init() {}

    /// How long an end takes at most to notice that it hears nothing any more.
    public var silenceLimit: Duration { pingInterval + pingTimeout }
}
