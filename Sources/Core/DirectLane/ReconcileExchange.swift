// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// How a frame names a channel.
package enum LaneChannel: Hashable, Sendable {
    /// By its id.
    case id(ChannelID)
    /// By the number that the receiver gave it in a hello of its own on this lane. Only the receiver
    /// reads it, in its own table, so it cannot mean two channels.
    case alias(UInt32)
}

/// Which set of a channel is compared.
package enum LaneSet: UInt8, CaseIterable, Hashable, Sendable {
    /// The events that wait.
    case events = 0
    /// The reports whose events wait.
    case reports = 1
}

/// One question of a run of reconciliation.
package struct ReconcileQuestion: Hashable, Sendable {
    /// The channel.
    package let channel: LaneChannel
    /// The set.
    package let set: LaneSet
    /// The asking side's number for the run.
    package let run: UInt32
    /// What stands for the state that the asking side compares on; empty in the first question, whose
    /// fingerprint covers it.
    package let context: Bytes
    /// The ranges.
    package let message: Bytes

    /// Puts a question together.
    package init(
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
package struct ReconcileAnswer: Hashable, Sendable {
    /// The number of the run, as asked.
    package let run: UInt32
    /// Whether the question was not looked at: the run ends.
    package let isRefused: Bool
    /// What stands for the state that the answering side compares on; empty when nothing differs.
    package let context: Bytes
    /// The ranges; empty when nothing differs.
    package let message: Bytes

    /// Puts an answer together.
    package init(run: UInt32, isRefused: Bool = false, context: Bytes = [], message: Bytes = []) {
        self.run = run
        self.isRefused = isRefused
        self.context = context
        self.message = message
    }
}
