// This source file is part of the Outpace project. License: see LICENSE.

public import DirectLane
public import Gossip
public import Liveness
public import Mempool
public import Primitives
public import Validator

/// The bounds and periods of a node.
public struct NodeParameters: Sendable {
    /// How often a heartbeat goes out; the phase is random.
    public var heartbeatInterval = Duration.seconds(1)
    /// How long a validator counts as online after its last heartbeat.
    public var liveness = LivenessParameters()
    /// How often a heartbeat carries the signature that AdEx validators understand.
    public var adexHeartbeatInterval = Duration.seconds(30)
    /// How often each lane reconciles without being asked; up to a quarter of jitter is added.
    public var reconcileInterval = Duration.seconds(10)
    /// Bounds of reconciliation with one peer.
    public var reconciliation = ReconciliationParameters()
    /// How far apart hellos about one channel to one peer are.
    public var helloSpacing = Duration.milliseconds(300)
    /// Statement numbers reserved at once, in nanoseconds of wall clock: five seconds of them, because
    /// a node that starts again begins behind what it reserved, and its numbers are ahead of the time
    /// for as long.
    public var reservationNanoseconds: UInt64 = 5_000_000_000
    /// A start draws its first number from so many behind the reserved ones, so that a node that is
    /// restored twice from one copy does not use one number for two statements.
    public var firstNumberSpread: UInt64 = 1_000_000_000
    /// A leader that starts again leaves out up to so many sequences of each channel, behind those that
    /// it used and behind those that others tell it of, for the same reason: a proposal of its last run
    /// may still be on its way. Two runs of a hundred proposals each
    /// then meet once in twenty million times; two million starts stay below 2^53, up to which JSON
    /// readers are exact.
    public var sequenceGapLimit: UInt64 = 0xffff_ffff
    /// How long a connection to a run of ours that has ended may bring its peer what that run said:
    /// until the peer notices its silence, with some time to spare. Nil for a node that does not care what
    /// an earlier run signed.
    public var orphanedConnectionLife: Duration? = .seconds(30)
    /// Channel entries in one heartbeat, so that it stays under 60 KiB.
    public var entriesPerHeartbeatLimit = 128
    /// Statements older than this are taken but not passed on, and heartbeats that others pass on do
    /// not count, in nanoseconds.
    public var relayAgeNanoseconds: UInt64 = 120_000_000_000
    /// What a validator of a channel of ours is worth to gossip, in points of its score.
    public var validatorWorth: Score = 10
    /// What a validator is worth that provably broke a rule: nothing that it passes on is listened to.
    public var evidencePenalty: Score = -100
    /// Statements about channels that we do not hold, passed on for one peer between two heartbeats.
    public var foreignStatementsPerHeartbeatLimit = 256
    /// How long after a peer first said in its session that it holds a channel it answers for what it
    /// passes on about it: longer than what it passed on before may have waited for its link.
    public var blameDelay = Duration.seconds(10)
    /// Channels a node holds.
    public var channelLimit = 4_096
    /// Heartbeats of one author that came late by a relay, kept until it says them itself: one for each
    /// topic, and more with many channels.
    public var relayedHeartbeatsLimit = 64
    /// Gossip parameters.
    public var gossip = GossipParameters.standard
    /// Direct lane parameters.
    public var lane = LaneParameters()
    /// Pool bounds, per channel.
    public var mempool = MempoolParameters()
    /// Validator parameters.
    public var validator = ValidatorParameters()
    /// Addresses this node tells other validators to dial, in binary form.
    public var listenAddresses: [Bytes] = []

    /// The defaults.
    public init() {}
}
