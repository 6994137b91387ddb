// This source file is part of the Outpace project. License: see LICENSE.

package import SimulatedWorld

/// A network, what happens to it, and what must hold: one file of `Simulations`.
///
/// It says nothing of a seed; a seed and a scenario together make a `Simulation`, which is always the
/// same.
package struct Scenario: Sendable {
    /// What it is called: its file's name without the ending.
    package var name: String
    /// What a run without a breach shows, in one sentence.
    package var proves: String
    /// How far down conversations are simulated.
    package var depth = Depth.messages
    /// How long the workload and the faults last.
    package var duration: Duration
    /// How long the network then has to come to rest, without faults.
    package var healedPhase = Duration.seconds(20)
    /// The hosts, in groups; numbers count through all of them in this order.
    package var groups: [NodeGroup]
    /// The channels.
    package var channels = ChannelPlan()
    /// Who dials whom.
    package var topology: [TopologyPart] = [.full]
    /// What the network between hosts is like.
    package var links = LinkPlan()
    /// What nodes and connections are set to.
    package var settings = ScenarioSettings()
    /// The events that clients post.
    package var workloads: [Workload] = []
    /// What goes wrong, in the order of the file.
    package var timeline: [TimelineEntry] = []
    /// What must hold and when, beyond the invariants.
    package var expectations: [Expectation] = []

    /// A scenario without events, faults and expectations.
    package init(name: String, proves: String, duration: Duration, groups: [NodeGroup]) {
        self.name = name
        self.proves = proves
        self.duration = duration
        self.groups = groups
    }

    /// How many hosts there are.
    package var hostCount: Int { groups.reduce(0) { $0 + $1.count } }

    /// The same with another number of hosts in its first group.
    package func resized(to count: Int?) -> Scenario {
        guard let count else { return self }
        var scenario = self
        scenario.groups[0].count = count
        return scenario
    }

    /// The hosts of a group.
    package func hosts(of group: Int) -> Range<Int> {
        let first = groups[..<group].reduce(0) { $0 + $1.count }
        return first..<first + groups[group].count
    }

    /// The group that a host is in.
    package func group(of host: Int) -> NodeGroup {
        var first = 0
        for group in groups {
            first += group.count
            if host < first { return group }
        }
        preconditionFailure("host \(host) of \(hostCount)")
    }
}

/// Hosts that are alike.
package struct NodeGroup: Hashable, Sendable {
    /// What its hosts are in the channels.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// They validate channels.
        case validator
        /// They hold all channels and validate none.
        case observer
        /// They hold no channel.
        case outsider
    }

    /// What selectors call it.
    package var name: String
    /// How many hosts it has.
    package var count: Int
    /// What they are in the channels.
    package var kind = Kind.validator
    /// How much faster than true time their clocks run, drawn for each, in millionths.
    package var drift = 0...0
    /// How far ahead their wall clocks are at the start, drawn for each.
    package var offset = Duration.zero...(.zero)
    /// How long their disks take.
    package var commit = Duration.zero...(.zero)
    /// What their uplinks take, in octets a second; nil for no bound.
    package var uplink: Int?
    /// How they misbehave.
    package var role: Role?
    /// How many network addresses they share; nil when each has its own.
    package var addressCount: Int?
    /// When their processes start.
    package var joins = Duration.zero

    /// Honest validators with good machines.
    package init(name: String, count: Int) {
        self.name = name
        self.count = count
    }
}

/// A way to misbehave, as far as a scenario can say it without a seed.
package enum Role: Hashable, Sendable {
    /// A role that needs no more than its name.
    case plain(AdversaryRole)
    /// A member of a sybil swarm.
    case sybil(SybilForm)
}

/// What a member of a sybil swarm does, its hosts not picked yet; the fields are those of
/// `SybilConduct`.
package struct SybilForm: Hashable, Sendable {
    /// The only host it has anything to do with.
    package var target: HostSelector?
    /// The only host whose messages it keeps back.
    package var censored: HostSelector?
    /// How many of a thousand messages it keeps back.
    package var withholdsPerMille = 1_000
    /// Whether it advertises what it keeps back.
    package var breaksPromises = true
    /// How long it behaves.
    package var behavesFor = Duration.zero

    /// Keeps everything back from everybody at once.
    package init() {}
}

/// The channels of a scenario.
package struct ChannelPlan: Hashable, Sendable {
    /// How the validators of one channel are picked.
    package enum Spread: String, Hashable, Sendable, CaseIterable {
        /// The same for all, in the order of their numbers.
        case same
        /// Channel n begins with validator n.
        case rotate
        /// Drawn for each.
        case random
    }

    /// How many; not looked at where `members` are given.
    package var count = 1
    /// Validators of each; nil for all, at most 25.
    package var validatorCount: Int?
    /// How they are picked.
    package var spread = Spread.same
    /// The validators of each channel, the leader first; nil to pick them.
    package var members: [[HostSelector]]?
    /// Their terms.
    package var terms = Terms()

    /// What the channels agree on.
    package struct Terms: Hashable, Sendable {
        /// The deposit, in the token's smallest unit.
        package var deposit: UInt64 = 1_000_000_000
        /// What each validator is paid.
        package var fee: UInt64 = 1_000
        /// What an impression costs at least and at most.
        package var price: ClosedRange<UInt64> = 10...1_000
        /// Events in a batch.
        package var batchEvents = 500
        /// How long a batch waits.
        package var batchWait = Duration.seconds(1)
        /// How long events settle.
        package var settleDelay = Duration.seconds(1)
        /// Events that may be missed or unobserved.
        package var missedEventsThreshold = 1_000_000
        /// Health below which a campaign is unhealthy, in promille.
        package var healthThreshold = 970
        /// Health below which a state is not signed, in promille.
        package var healthUnsignable = 770
    }

    /// One channel of all validators with the usual terms.
    package init() {}
}

/// Connections that are wanted from the start.
package enum TopologyPart: Hashable, Sendable {
    /// Every two hosts.
    case full
    /// Every host dials so many others, drawn.
    case random(degree: Int)
    /// Each of some hosts dials all, or so many, of some hosts.
    case between(from: HostSelector, to: HostSelector, degree: Int?)
    /// These two.
    case pair(Int, Int)
}

/// What of nodes and connections differs from production.
package struct ScenarioSettings: Hashable, Sendable {
    /// How often a heartbeat goes out.
    package var heartbeat: Duration?
    /// How long a validator counts as online after its last heartbeat.
    package var offlineAfter: Duration?
    /// How often lanes reconcile unasked.
    package var reconcile: Duration?
    /// The time between two pings.
    package var pingInterval: Duration?
    /// How long an end waits for the answer to a ping before it drops the connection.
    package var pingTimeout: Duration?
    /// Octets that wait on a gossip lane before messages are dropped.
    package var gossipQueue: Int?
    /// Octets that wait on a direct lane before messages are dropped.
    package var directQueue: Int?
    /// Events that wait at a node in each channel before it takes no more.
    package var poolEvents: Int?

    /// Everything as in production.
    package init() {}
}

/// Events that clients post.
package struct Workload: Hashable, Sendable {
    /// Which validators of its channel get an event.
    package enum Target: Hashable, Sendable {
        /// All of them.
        case all
        /// One, drawn for each event.
        case one
        /// The leader.
        case leader
        /// So many, drawn for each event.
        case random(Int)
        /// Those of these hosts that hold the channel.
        case hosts(HostSelector)
    }

    /// Events a second over all channels, in thousandths.
    package var ratePerMille: Int
    /// Who gets them.
    package var target = Target.all
    /// When the first is posted.
    package var from = Duration.seconds(2)
    /// When the last is posted; nil for the scenario's duration.
    package var until: Duration?
    /// Events in one submission.
    package var batch = 1
    /// How many of a thousand events are posted once more, to a validator that is drawn.
    package var duplicatesPerMille = 0
    /// How far a client's clock is ahead of true time, drawn for each event.
    package var skew = Duration.zero...(.zero)
    /// How many publishers are paid.
    package var publishers = 10

    /// So many events a second to all validators.
    package init(ratePerMille: Int) { self.ratePerMille = ratePerMille }
}
