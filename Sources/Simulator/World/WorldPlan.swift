// This source file is part of the Outpace project. License: see LICENSE.

package import Identity
package import NodeCore
package import Outpace
package import Primitives

/// What a simulated network is made of; together with a seed it says everything that will happen.
package struct WorldPlan: Sendable {
    /// The machines.
    package var hosts: [HostPlan]
    /// Who dials whom; both ends of a pair may dial, one connection of them stays.
    package var edges: [Edge]
    /// What the network between any two hosts is like.
    package var links = LinkPlan()
    /// How far down the conversations of hosts are simulated.
    package var depth = Depth.messages
    /// Bounds and periods of every node; the listen addresses are each host's own.
    package var parameters = NodeParameters()
    /// How connections are made and how their loss is noticed.
    package var transport = TransportPlan()
    /// What the wall clock of a host without an offset shows at the start.
    package var start = Sample.start
    /// How many of the last lines of the transcript are kept.
    package var transcriptLineLimit = 4_096
    /// Whether every line of the transcript is kept, which takes 40 octets a line.
    package var keepsWholeTranscript = false

    /// A network with the usual links, parameters and transport, at message depth.
    package init(hosts: [HostPlan], edges: [Edge]) {
        self.hosts = hosts
        self.edges = edges
    }

    /// Every pair of hosts once, the lower number dialling.
    package static func fullMesh(_ count: Int) -> [Edge] {
        (0..<count).flatMap { lower in
            (lower + 1..<max(count, lower + 1)).map { Edge(dialer: lower, listener: $0) }
        }
    }
}

/// One machine of the plan.
package struct HostPlan: Sendable {
    /// Who it is.
    package var key: NodeKey
    /// The channels it holds from the start, active on the chain; empty for a host that only relays.
    package var channels: [PaymentChannel]
    /// Whether it holds the channels without validating them; says nothing about the node itself, whose
    /// key decides that.
    package var subscribesOnly = false
    /// What its uplink takes, in octets a second; nil for a link without a bound.
    package var uplinkOctetsPerSecond: Int?
    /// How its clocks run.
    package var clock = ClockPlan()
    /// How long its disk takes.
    package var disk = DiskPlan()
    /// How it misbehaves; nil for an honest host.
    package var role: AdversaryRole?
    /// Its network address, 4 or 16 octets, by which others count neighbours; nil for one that nobody
    /// shares.
    package var address: Bytes?

    /// An honest host with good clocks, a quick disk and an uplink without a bound.
    package init(key: NodeKey, channels: [PaymentChannel]) {
        self.key = key
        self.channels = channels
    }
}

/// Who dials whom.
package struct Edge: Hashable, Sendable {
    /// The host that dials, again and again until there is a connection.
    package let dialer: Int
    /// The host that is dialled.
    package let listener: Int

    /// Names both ends by their places among the hosts.
    package init(dialer: Int, listener: Int) {
        self.dialer = dialer
        self.listener = listener
    }
}

/// How far down the conversations of hosts are simulated.
package enum Depth: String, Hashable, Sendable, CaseIterable {
    /// Connections carry whole messages.
    case messages
    /// Connections carry octets of real sessions, with Noise and yamux, in pieces of any size.
    case octets
}

/// What the network between two hosts is like.
package struct LinkPlan: Hashable, Sendable {
    /// The time that octets take one way, drawn once for each pair of hosts.
    package var latency: ClosedRange<Duration> = .milliseconds(2)...(.milliseconds(40))
    /// How much longer a message may take, in thousandths of the latency, drawn for each.
    package var jitterPerMille = 0
    /// How many of a thousand segments are lost; what a loss costs is time.
    package var lossPerMille = 0

    /// Links of 2 to 40 ms without jitter and loss.
    package init() {}
}

/// How the clocks of a host run.
package struct ClockPlan: Hashable, Sendable {
    /// How much faster than true time both clocks run, in millionths; negative when slower.
    package var driftPerMillion = 0
    /// How far ahead of true time the wall clock is at the start.
    package var offset = Duration.zero

    /// Clocks that are right.
    package init() {}
}

/// How long the disk of a host takes.
package struct DiskPlan: Hashable, Sendable {
    /// The time of a commit, drawn for each.
    package var commit: ClosedRange<Duration> = .zero ... .zero

    /// A disk that takes no time.
    package init() {}
}
