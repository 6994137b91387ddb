// This source file is part of the Outpace project. License: see LICENSE.

/// How a peer's conduct in one topic counts: P1 to P4 of the specification.
///
/// Decays are factors per decay interval: what is left of a counter after it.
///
/// - Source: libp2p specification, `gossipsub` v1.1, "Topic Parameter Calculation and Decay".
public struct TopicScoreParameters: Hashable, Sendable {
    /// What the topic's sum is multiplied by.
    public var weight = 1.0

    /// P1, time in the mesh: points for each `meshTimeQuantum`, up to `meshTimeCap` of them.
    ///
    /// An hour in the mesh is worth 4 points: enough to prefer an old acquaintance, too little to
    /// pay for a fault with.
    public var meshTimeWeight = 0.001_1
    /// The time that counts as one, for P1.
    public var meshTimeQuantum = Duration.seconds(1)
    /// The most quanta that count, for P1.
    public var meshTimeCap = 3_600.0

    /// P2, messages that it brought first: points for each.
    public var firstDeliveryWeight = 0.5
    /// What is left of P2's counter: a half after two minutes.
    public var firstDeliveryDecay = 0.994_2
    /// The most first deliveries that count: 10 points.
    public var firstDeliveryCap = 20.0

    /// P3, too few messages from a mesh peer, squared: off.
    ///
    /// A channel's traffic comes in bursts with silence between them. Every network that turned P3
    /// on for such topics pruned honest peers; what a silent peer withholds comes on the other lane
    /// here.
    public var meshDeliveryWeight = 0.0
    /// What is left of P3's counter.
    public var meshDeliveryDecay = 0.5
    /// The most deliveries that count, for P3.
    public var meshDeliveryCap = 100.0
    /// The deliveries that are enough, for P3.
    public var meshDeliveryThreshold = 20.0
    /// How long after the first copy another one still counts as delivered, for P3.
    public var meshDeliveryWindow = Duration.milliseconds(10)
    /// How long a peer is in the mesh before P3 counts.
    public var meshDeliveryActivation = Duration.seconds(5)

    /// P3b, the P3 deficit that a peer leaves the mesh with: off, like P3.
    public var meshFailureWeight = 0.0
    /// What is left of P3b's counter.
    public var meshFailureDecay = 0.5

    /// P4, invalid messages, squared: one costs 20 points, two silence a peer.
    ///
    /// An honest peer forwards none, since what it cannot judge is not counted against it.
    public var invalidMessageWeight = -20.0
    /// What is left of P4's counter: a hundredth after ten minutes.
    public var invalidMessageDecay = 0.992_35

    /// The numbers that a validator network of low and bursty traffic wants.
    public init() {}
}
