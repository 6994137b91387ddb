// This source file is part of the Outpace project. License: see LICENSE.

/// A fault of a run, from when it began until it was undone.
public struct FaultRecord: Hashable, Sendable {
    /// What part of a machine or of the network it concerns.
    public enum Concern: String, CaseIterable, Hashable, Sendable {
        case network, process, disk, clock, conduct
    }

    /// What it concerns.
    public var concern: Concern
    /// What happened, in a few words.
    public var name: String
    /// When it began, in seconds since the start.
    public var from: Double
    /// When it was over; nil for one that lasted until the end of the run.
    public var until: Double?
    /// Whether it is over as soon as it happens.
    public var isMomentary: Bool

    /// Tells of a fault.
    public init(
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
