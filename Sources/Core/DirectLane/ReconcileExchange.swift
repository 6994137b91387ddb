// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// How a frame names a channel.
public enum LaneChannel: Hashable, Sendable {
    /// By its id.
    case id(ChannelID)
    /// By the number that the receiver gave it in a hello of its own on this lane. Only the receiver
    /// reads it, in its own table, so it cannot mean two channels.
    case alias(UInt32)
}

/// Which set of a channel is compared.
public enum LaneSet: UInt8, CaseIterable, Hashable, Sendable {
    /// The events that wait.
    case events = 0
    /// The reports whose events wait.
    case reports = 1
}

/// One question of a run of reconciliation.
public struct ReconcileQuestion: Hashable, Sendable {
    /// The channel.
    public let channel: LaneChannel
    /// The set.
    public let set: LaneSet
    /// The asking side's number for the run.
    public let run: UInt32
    /// What stands for the state that the asking side compares on; empty in the first question, whose
    /// fingerprint covers it.
    public let context: Bytes
    /// The ranges.
    public let message: Bytes

    /// Puts a question together.
    public init(
        channel: LaneChannel, set: LaneSet, run: UInt32, context: Bytes, message: Bytes
    ) {
        self.channel = channel
        self.set = set
        self.run = run
        self.context = context
        self.message = message
    }
}

/// The answer to one question of a run.
public struct ReconcileAnswer: Hashable, Sendable {
    /// The number of the run, as asked.
    public let run: UInt32
    /// Whether the question was not looked at: the run ends.
    public let isRefused: Bool
    /// What stands for the state that the answering side compares on; empty when nothing differs.
    public let context: Bytes
    /// The ranges; empty when nothing differs.
    public let message: Bytes

    /// Puts an answer together.
    public init(run: UInt32, isRefused: Bool = false, context: Bytes = [], message: Bytes = []) {
        self.run = run
        self.isRefused = isRefused
        self.context = context
        self.message = message
    }
}
