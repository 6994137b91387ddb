// This source file is part of the Outpace project. License: see LICENSE.

public import NodeCore

/// What happened in one go.
public struct Turn: Sendable {
    /// When, in true time since the start.
    public let at: Duration
    /// What.
    public let kind: Kind

    /// Tells what happened when.
    public init(at: Duration, kind: Kind) {
        self.at = at
        self.kind = kind
    }

    /// What happened.
    public enum Kind: Sendable {
        /// A host worked off what had gathered: its records are durable and its effects performed.
        case batch(Batch)
        /// A fault was applied.
        case fault(Fault)
        /// The process of a host started.
        case up(Int)
        /// The process of a host ended, with or without a batch that was stepped and not made durable.
        case down(Int, lostBatch: Bool)
        /// The first host's dial of the second led to a connection.
        case connected(Int, Int)
        /// The last of both ends gave the connection up; in the same order.
        case parted(Int, Int)
    }
}

/// One batch of one host.
public struct Batch: Sendable {
    /// Whose.
    public let host: Int
    /// What the node was told, in order, `woke` and `settled` included.
    public let inputs: [NodeInput]
    /// What it wanted done, in the order it was done.
    public let effects: [NodeEffect]
    /// Whether the host was honest.
    public let isHonest: Bool
    /// How many records were on the disk when the effects left.
    public let durableCount: Int

    /// Puts a batch together.
    public init(
        host: Int, inputs: [NodeInput], effects: [NodeEffect], isHonest: Bool, durableCount: Int
    ) {
        self.host = host
        self.inputs = inputs
        self.effects = effects
        self.isHonest = isHonest
        self.durableCount = durableCount
    }
}
