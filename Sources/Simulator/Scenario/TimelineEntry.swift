// This source file is part of the Outpace project. License: see LICENSE.

/// A fault and when it happens.
public struct TimelineEntry: Hashable, Sendable {
    /// When it happens first.
    public var at: Duration
    /// How far apart it happens again; nil for once.
    public var every: Duration?
    /// When it does not happen again; nil for the scenario's duration.
    public var until: Duration?
    /// After so long it is undone; nil for never before the healed phase.
    public var lasts: Duration?
    /// What happens.
    public var fault: FaultForm

    /// A fault that happens once.
    public init(at: Duration, fault: FaultForm) {
        self.at = at
        self.fault = fault
    }
}

/// A fault whose hosts are not picked yet; the cases are those of `Fault`.
public enum FaultForm: Hashable, Sendable {
    case partition([HostSelector])
    case block(from: HostSelector, to: HostSelector)
    case heal
    case crash(HostSelector)
    case tear(HostSelector)
    case restart(HostSelector)
    case copy(HostSelector, name: String)
    case restore(HostSelector, name: String)
    case slowDisk(HostSelector, commit: ClosedRange<Duration>)
    case fullDisk(HostSelector)
    case freeDisk(HostSelector)
    case drift(HostSelector, perMillion: ClosedRange<Int>)
    case jump(HostSelector, by: ClosedRange<Duration>)
    case latency(ClosedRange<Duration>, jitterPerMille: Int)
    case loss(perMille: Int)
    case bandwidth(HostSelector, octetsPerSecond: Int?)
    case stall(HostSelector)
    case turn(HostSelector, Role?)
    case disconnect(from: HostSelector, to: HostSelector)
    case connect(from: HostSelector, to: HostSelector)
}
