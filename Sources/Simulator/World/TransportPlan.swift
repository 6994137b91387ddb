// This source file is part of the Outpace project. License: see LICENSE.

/// How connections are made and how their loss is noticed: the figures of the production transport.
package struct TransportPlan: Hashable, Sendable {
    /// Round trips until a connection is opened, proved and multiplexed; at byte depth sessions decide.
    package var handshakeRoundTrips = 3
    /// The time between two pings of one end.
    package var pingInterval = Duration.seconds(5)
    /// How long an end that hears nothing waits for the answer to a ping before it drops the connection.
    package var pingTimeout = Duration.seconds(20)
    /// How long a dial waits for a peer that does not answer at all.
    package var connectTimeout = Duration.seconds(10)
    /// The pause after the first failed dial; it doubles, and up to a half is taken off each.
    package var firstPause = Duration.seconds(1)
    /// The longest pause between two dials of a peer.
    package var lastPause = Duration.seconds(30)
    /// How long a connection has to last for the pauses to begin again with the first.
    package var stableDuration = Duration.seconds(10)
    /// Octets that wait on the gossip lane of a connection before messages are dropped.
    package var gossipQueueOctets = 2 << 20
    /// Octets that wait on the direct lane of a connection before messages are dropped.
    package var directQueueOctets = 4 << 20
    /// What the layers below add to each message on an uplink, in octets: Noise, yamux, TCP and IP.
    package var overheadOctets = 84
    /// The octets of a message in one segment.
    package var segmentOctets = 1_400
    /// The shortest time until a lost segment is sent again.
    package var retransmission = Duration.milliseconds(200)
    /// Signatures that are checked for one peer each second before it is made to wait.
    package var signatureChecksPerSecond = 1_000
    /// Whether hosts dial validators whose addresses they learn from heartbeats.
    package var dialsLearntPeers = true

    /// The figures of the production transport.
    package init() {}

    /// How long an end takes at most to notice that it hears nothing any more.
    package var silenceLimit: Duration { pingInterval + pingTimeout }
}
