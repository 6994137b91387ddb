// This source file is part of the Outpace project. License: see LICENSE.

/// What octets on the lanes are for.
public enum TrafficKind: Int, CaseIterable, Hashable, Sendable {
    /// Heartbeats by gossip.
    case heartbeat
    /// Proposals by gossip.
    case proposal
    /// Approvals and refusals by gossip.
    case approval
    /// Reports of observed events by gossip.
    case report
    /// Prices by gossip.
    case price
    /// Subscriptions, mesh control, advertisements and requests of gossip, and framing.
    case control
    /// Event records on direct lanes.
    case records
    /// Statements on direct lanes.
    case statements
    /// Approved states and the events of proposals on direct lanes.
    case states
    /// What two nodes say on direct lanes to find out what the other lacks.
    case reconciliation
    /// Acknowledgements and framing on direct lanes.
    case acknowledgement

    /// What it is called on the page.
    public var name: String {
        switch self {
        case .heartbeat: "heartbeats"
        case .proposal: "proposals"
        case .approval: "approvals and refusals"
        case .report: "observation reports"
        case .price: "prices"
        case .control: "gossip control"
        case .records: "event records"
        case .statements: "statements, direct"
        case .states: "states and steps"
        case .reconciliation: "reconciliation"
        case .acknowledgement: "acknowledgements"
        }
    }

    /// Whether it goes over the gossip lane.
    public var isGossip: Bool {
        switch self {
        case .heartbeat, .proposal, .approval, .report, .price, .control: true
        case .records, .statements, .states, .reconciliation, .acknowledgement: false
        }
    }
}

/// Messages and octets by kind.
public struct TrafficTally: Hashable, Sendable {
    /// Things of each kind that were sent: statements, records, control parts, frames.
    public private(set) var counts = [Int](repeating: 0, count: TrafficKind.allCases.count)
    /// Their octets.
    public private(set) var octets = [Int](repeating: 0, count: TrafficKind.allCases.count)

    /// Nothing yet.
    public init() {}

    /// Adds things of a kind.
    public mutating func add(_ kind: TrafficKind, count: Int, octets more: Int) {
        counts[kind.rawValue] += count
        octets[kind.rawValue] += more
    }

    /// How many things of a kind.
    public func count(of kind: TrafficKind) -> Int { counts[kind.rawValue] }

    /// How many octets of a kind.
    public func octets(of kind: TrafficKind) -> Int { octets[kind.rawValue] }

    /// The octets of all kinds.
    public var totalOctets: Int { octets.reduce(0, +) }
}
