// This source file is part of the Outpace project. License: see LICENSE.

/// A fault of a run, from when it began until it was undone.
package struct FaultRecord: Hashable, Sendable {
    /// What part of a machine or of the network it concerns.
    package enum Concern: String, CaseIterable, Hashable, Sendable {
        case network, process, disk, clock, conduct
    }

    /// What it concerns.
    package var concern: Concern
    /// What happened, in a few words.
    package var name: String
    /// When it began, in seconds since the start.
    package var from: Double
    /// When it was over; nil for one that lasted until the end of the run.
    package var until: Double?
    /// Whether it is over as soon as it happens.
    package var isMomentary: Bool

    /// Tells of a fault.
    package init(
        concern: Concern, name: String, from: Double, until: Double? = nil,
        isMomentary: Bool = false
    ) {
        self.concern = concern
        self.name = name
        self.from = from
        self.until = isMomentary ? from : until
        self.isMomentary = isMomentary
    }
}
