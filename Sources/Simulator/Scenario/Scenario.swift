// This source file is part of the Outpace project. License: see LICENSE.

public import SimulatedWorld

/// A network, what happens to it, and what must hold: one file of `Simulations`.
///
/// It says nothing of a seed; a seed and a scenario together make a `Simulation`, which is always the
/// same.
public struct Scenario: Sendable {
    /// What it is called: its file's name without the ending.
    public var name: String
    /// What a run without a breach shows, in one sentence.
    public var proves: String
    /// How far down conversations are simulated.
    public var depth = Depth.messages
    /// How long the workload and the faults last.
    public var duration: Duration
    /// How long the network then has to come to rest, without faults.
    public var healedPhase = Duration.seconds(20)
    /// The hosts, in groups; numbers count through all of them in this order.
    public var groups: [NodeGroup]
    /// The channels.
    public var channels = ChannelPlan()
    /// Who dials whom.
    public var topology: [TopologyPart] = [.full]
    /// What the network between hosts is like.
    public var links = LinkPlan()
    /// What nodes and connections are set to.
    public var settings = ScenarioSettings()
    /// The events that clients post.
    public var workloads: [Workload] = []
    /// What goes wrong, in the order of the file.
    public var timeline: [TimelineEntry] = []
    /// What must hold and when, beyond the invariants.
    public var expectations: [Expectation] = []

    /// A scenario without events, faults and expectations.
    public init(name: String, proves: String, duration: Duration, groups: [NodeGroup]) {
        self.name = name
        self.proves = proves
        self.duration = duration
        self.groups = groups
    }

    /// How many hosts there are.
    public var hostCount: Int { groups.reduce(0) { $0 + $1.count } }

    /// The same with another number of hosts in its first group.
    public func resized(to count: Int?) -> Scenario {
        guard let count else { return self }
        var scenario = self
        scenario.groups[0].count = count
        return scenario
    }

    /// The hosts of a group.
    public func hosts(of group: Int) -> Range<Int> {
        let first = groups[..<group].reduce(0) { $0 + $1.count }
        return first..<first + groups[group].count
    }

    /// The group that a host is in.
    public func group(of host: Int) -> NodeGroup {
        var first = 0
        for group in groups {
            first += group.count
            if host < first { return group }
        }
        preconditionFailure("host \(host) of \(hostCount)")
    }
}

extension [NodeGroup] {
    /// The hosts of a kind, ascending.
    func hosts(of kind: NodeGroup.Kind) -> [Int] {
        var first = 0
        var hosts: [Int] = []
        for group in self {
            if group.kind == kind { hosts += first..<first + group.count }
            first += group.count
        }
        return hosts
    }
}

/// Hosts that are alike.
public struct NodeGroup: Hashable, Sendable {
    /// What its hosts are in the channels.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// They validate channels.
        case validator
        /// They hold all channels and validate none.
        case observer
        /// They hold no channel.
        case outsider
    }

    /// What selectors call it.
    public var name: String
    /// How many hosts it has.
    public var count: Int
    /// What they are in the channels.
    public var kind = Kind.validator
    /// How much faster than true time their clocks run, drawn for each, in millionths.
    public var drift = 0...0
    /// How far ahead their wall clocks are at the start, drawn for each.
    public var offset = Duration.zero...(.zero)
    /// How long their disks take.
    public var commit = Duration.zero...(.zero)
    /// What their uplinks take, in octets a second; nil for no bound.
    public var uplink: Int?
    /// How they misbehave.
    public var role: Role?
    /// How many network addresses they share; nil when each has its own.
    public var addressCount: Int?
    /// When their processes start.
    public var joins = Duration.zero

    /// Honest validators with good machines.
    public init(name: String, count: Int) {
        self.name = name
        self.count = count
    }
}

/// A way to misbehave, as far as a scenario can say it without a seed.
public enum Role: Hashable, Sendable {
    /// A role that needs no more than its name.
    case plain(AdversaryRole)
    /// A member of a sybil swarm.
    case sybil(SybilForm)
}

/// What a member of a sybil swarm does, its hosts not picked yet; the fields are those of
/// `SybilConduct`.
public struct SybilForm: Hashable, Sendable {
    /// The only host it has anything to do with.
    public var target: HostSelector?
    /// The only host whose messages it keeps back.
    public var censored: HostSelector?
    /// How many of a thousand messages it keeps back.
    public var withholdsPerMille = 1_000
    /// Whether it advertises what it keeps back.
    public var breaksPromises = true
    /// How long it behaves.
    public var behavesFor = Duration.zero

    /// Keeps everything back from everybody at once.
    public init() {}
}

/// The channels of a scenario.
public struct ChannelPlan: Hashable, Sendable {
    /// How the validators of one channel are picked.
    public enum Spread: String, Hashable, Sendable, CaseIterable {
        /// The same for all, in the order of their numbers.
        case same
        /// Channel n begins with validator n.
        case rotate
        /// Drawn for each.
        case random
    }

    /// How many; not looked at where `members` are given.
    public var count = 1
    /// Validators of each; nil for all, at most 25.
    public var validatorCount: Int?
    /// How they are picked.
    public var spread = Spread.same
    /// The validators of each channel, the leader first; nil to pick them.
    public var members: [[HostSelector]]?
    /// Their terms.
    public var terms = Terms()

    /// What the channels agree on.
    public struct Terms: Hashable, Sendable {
        /// The deposit, in the token's smallest unit.
        public var deposit: UInt64 = 1_000_000_000
        /// What each validator is paid.
        public var fee: UInt64 = 1_000
        /// What an impression costs at least and at most.
        public var price: ClosedRange<UInt64> = 10...1_000
        /// Events in a batch.
        public var batchEvents = 500
        /// How long a batch waits.
        public var batchWait = Duration.seconds(1)
        /// How long events settle.
        public var settleDelay = Duration.seconds(1)
        /// Events that may be missed or unobserved.
        public var missedEventsThreshold = 1_000_000
        /// Health below which a campaign is unhealthy, in promille.
        public var healthThreshold = 970
        /// Health below which a state is not signed, in promille.
        public var healthUnsignable = 770
    }

    /// One channel of all validators with the usual terms.
    public init() {}
}

/// Connections that are wanted from the start.
public enum TopologyPart: Hashable, Sendable {
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
public struct ScenarioSettings: Hashable, Sendable {
    /// How often a heartbeat goes out.
    public var heartbeat: Duration?
    /// How long a validator counts as online after its last heartbeat.
    public var offlineAfter: Duration?
    /// How often lanes reconcile unasked.
    public var reconcile: Duration?
    /// The time between two pings.
    public var pingInterval: Duration?
    /// How long an end waits for the answer to a ping before it drops the connection.
    public var pingTimeout: Duration?
    /// Octets that wait on a gossip lane before messages are dropped.
    public var gossipQueue: Int?
    /// Octets that wait on a direct lane before messages are dropped.
    public var directQueue: Int?
    /// Events that wait at a node in each channel before it takes no more.
    public var poolEvents: Int?

    /// Everything as in production.
    public init() {}
}

/// Events that clients post.
public struct Workload: Hashable, Sendable {
    /// Which validators of its channel get an event.
    public enum Target: Hashable, Sendable {
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
    public var ratePerMille: Int
    /// Who gets them.
    public var target = Target.all
    /// When the first is posted.
    public var from = Duration.seconds(2)
    /// When the last is posted; nil for the scenario's duration.
    public var until: Duration?
    /// Events in one submission.
    public var batch = 1
    /// How many of a thousand events are posted once more, to a validator that is drawn.
    public var duplicatesPerMille = 0
    /// How far a client's clock is ahead of true time, drawn for each event.
    public var skew = Duration.zero...(.zero)
    /// How many publishers are paid.
    public var publishers = 10

    /// So many events a second to all validators.
    public init(ratePerMille: Int) { self.ratePerMille = ratePerMille }
}
