// This source file is part of the Outpace project. License: see LICENSE.

package import NodeCore

/// What happened in one go.
package struct Turn: Sendable {
    /// When, in true time since the start.
    package let at: Duration
    /// What.
    package let kind: Kind

    /// Tells what happened when.
    package init(at: Duration, kind: Kind) {
        self.at = at
        self.kind = kind
    }

    /// What happened.
    package enum Kind: Sendable {
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
package struct Batch: Sendable {
    /// Whose.
    package let host: Int
    /// What the node was told, in order, `woke` and `settled` included.
    package let inputs: [NodeInput]
    /// What it wanted done, in the order it was done.
    package let effects: [NodeEffect]
    /// Whether the host was honest.
    package let isHonest: Bool
    /// How many records were on the disk when the effects left.
    package let durableCount: Int

    /// Puts a batch together.
    package init(
        host: Int, inputs: [NodeInput], effects: [NodeEffect], isHonest: Bool, durableCount: Int
    ) {
        self.host = host
        self.inputs = inputs
        self.effects = effects
        self.isHonest = isHonest
        self.durableCount = durableCount
    }
}
