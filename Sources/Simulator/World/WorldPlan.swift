// This source file is part of the Outpace project. License: see LICENSE.

public import Identity
public import NodeCore
public import Outpace
public import Primitives

/// What a simulated network is made of; together with a seed it says everything that will happen.
public struct WorldPlan: Sendable {
    /// The machines.
    public var hosts: [HostPlan]
    /// Who dials whom; both ends of a pair may dial, one connection of them stays.
    public var edges: [Edge]
    /// What the network between any two hosts is like.
    public var links = LinkPlan()
    /// How far down the conversations of hosts are simulated.
    public var depth = Depth.messages
    /// Bounds and periods of every node; the listen addresses are each host's own.
    public var parameters = NodeParameters()
    /// How connections are made and how their loss is noticed.
    public var transport = TransportPlan()
    /// What the wall clock of a host without an offset shows at the start.
    public var start = Sample.start
    /// How many of the last lines of the transcript are kept.
    public var transcriptLineLimit = 4_096
    /// Whether every line of the transcript is kept, which takes 40 octets a line.
    public var keepsWholeTranscript = false

    /// A network with the usual links, parameters and transport, at message depth.
    public init(hosts: [HostPlan], edges: [Edge]) {
        self.hosts = hosts
        self.edges = edges
    }

    /// Every pair of hosts once, the lower number dialling.
    public static func fullMesh(_ count: Int) -> [Edge] {
        (0..<count).flatMap { lower in
            (lower + 1..<max(count, lower + 1)).map { Edge(dialer: lower, listener: $0) }
        }
    }
}

/// One machine of the plan.
public struct HostPlan: Sendable {
    /// Who it is.
    public var key: NodeKey
    /// The channels it holds from the start, active on the chain; empty for a host that only relays.
    public var channels: [PaymentChannel]
    /// Whether it holds the channels without validating them; says nothing about the node itself, whose
    /// key decides that.
    public var subscribesOnly = false
    /// What its uplink takes, in octets a second; nil for a link without a bound.
    public var uplinkOctetsPerSecond: Int?
    /// How its clocks run.
    public var clock = ClockPlan()
    /// How long its disk takes.
    public var disk = DiskPlan()
    /// How it misbehaves; nil for an honest host.
    public var role: AdversaryRole?
    /// Its network address, 4 or 16 octets, by which others count neighbours; nil for one that nobody
    /// shares.
    public var address: Bytes?

    /// An honest host with good clocks, a quick disk and an uplink without a bound.
    public init(key: NodeKey, channels: [PaymentChannel]) {
        self.key = key
        self.channels = channels
    }
}

/// Who dials whom.
public struct Edge: Hashable, Sendable {
    /// The host that dials, again and again until there is a connection.
    public let dialer: Int
    /// The host that is dialled.
    public let listener: Int

    /// Names both ends by their places among the hosts.
    public init(dialer: Int, listener: Int) {
        self.dialer = dialer
        self.listener = listener
    }
}

/// How far down the conversations of hosts are simulated.
public enum Depth: String, Hashable, Sendable, CaseIterable {
    /// Connections carry whole messages.
    case messages
    /// Connections carry octets of real sessions, with Noise and yamux, in pieces of any size.
    case octets
}

/// What the network between two hosts is like.
public struct LinkPlan: Hashable, Sendable {
    /// The time that octets take one way, drawn once for each pair of hosts.
    public var latency: ClosedRange<Duration> = .milliseconds(2)...(.milliseconds(40))
    /// How much longer a message may take, in thousandths of the latency, drawn for each.
    public var jitterPerMille = 0
    /// How many of a thousand segments are lost; what a loss costs is time.
    public var lossPerMille = 0

    /// Links of 2 to 40 ms without jitter and loss.
    public init() {}
}

/// How the clocks of a host run.
public struct ClockPlan: Hashable, Sendable {
    /// How much faster than true time both clocks run, in millionths; negative when slower.
    public var driftPerMillion = 0
    /// How far ahead of true time the wall clock is at the start.
    public var offset = Duration.zero

    /// Clocks that are right.
    public init() {}
}

/// How long the disk of a host takes.
public struct DiskPlan: Hashable, Sendable {
    /// The time of a commit, drawn for each.
    public var commit: ClosedRange<Duration> = .zero ... .zero

    /// A disk that takes no time.
    public init() {}
}
