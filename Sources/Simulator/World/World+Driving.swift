// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
public import Identity
public import NodeCore
public import Outpace
public import Primitives

/// What tests drive a network by.
extension World {
    /// What holds for a network that is fully meshed.
    public struct Settings: Sendable {
        /// The latency of a link, drawn once per link, in milliseconds.
        public var latencyMillis: ClosedRange<UInt64> = 2...40
        /// How long after a loss the ends of a link dial again.
        public var redialDelay = Duration.milliseconds(1_000)
        /// Bounds and periods of every node.
        public var parameters = NodeParameters()

        /// The usual settings.
        public init() {}
    }

    /// Starts machines with the same channels, active on the chain, and connects them all.
    public init(
        keys: [NodeKey], channels: [PaymentChannel], settings: Settings = Settings(), seed: UInt64
    ) {
        var plan = WorldPlan(
            hosts: keys.map { HostPlan(key: $0, channels: channels) },
            edges: WorldPlan.fullMesh(keys.count))
        plan.parameters = settings.parameters
        let millis = settings.latencyMillis
        plan.links.latency =
            .milliseconds(Int64(millis.lowerBound))...(.milliseconds(Int64(millis.upperBound)))
        plan.transport.dialsLearntPeers = false
        plan.transport.firstPause = settings.redialDelay
        plan.transport.lastPause = settings.redialDelay
        plan.transport.handshakeRoundTrips = 1
        self.init(plan: plan, seed: seed)
    }

    /// Lets virtual time pass.
    public mutating func run(for duration: Duration) {
        let end = elapsed + duration
        while next(before: end) != nil {}
    }

    /// Lets virtual time pass until something holds, looked at every 50 ms.
    ///
    /// - Returns: how long it took; nil when it did not come to hold in time.
    public mutating func run(
        within limit: Duration, until isReached: (World) -> Bool
    ) -> Duration? {
        let begin = elapsed
        while !isReached(self) {
            guard elapsed - begin < limit else { return nil }
            run(for: .milliseconds(50))
        }
        return elapsed - begin
    }

    /// The ids of all events that hosts accepted from clients, each once.
    public var acknowledged: Set<EventID> {
        Set(hosts.flatMap { $0.answers.values.flatMap(\.accepted) })
    }

    /// Stops a machine at once; what its journal holds stays.
    public mutating func kill(_ host: Int) { apply(.crash([host])) }

    /// Stops a machine in the middle of its next commit.
    public mutating func killDuringNextCommit(_ host: Int) { apply(.tear([host])) }

    /// Starts a machine again from its journal, or from a backup that replaces it; all who know it dial
    /// at once.
    public mutating func restart(_ host: Int, from backup: Disk? = nil) {
        endProcess(host, keeping: nil)
        if let backup { hosts[host].journal = backup }
        startProcess(host)
        for other in hosts.indices where other != host {
            guard hosts[other].isUp,
                let dialer = hosts[other].dialers[hosts[host].key.peerID]
            else { continue }
            dialNow(dialer)
        }
    }

    /// Splits the network; hosts of different groups lose their connections at once.
    public mutating func partition(_ groups: [[Int]]) {
        apply(.partition(groups))
        for one in hosts.indices {
            for other in hosts.indices where other > one && sides[one] != sides[other] {
                cut(one, other)
            }
        }
    }

    /// Ends the partition; the hosts dial at once.
    public mutating func heal() {
        apply(.heal)
        for dialer in dialers.indices where hosts[dialers[dialer].host].isUp { dialNow(dialer) }
    }

    /// Connects two hosts as soon as both can be reached.
    public mutating func connect(_ one: Int, _ other: Int) {
        apply(.connect(min(one, other), max(one, other)))
    }

    /// Keeps two hosts apart until `connect`.
    public mutating func separate(_ one: Int, _ other: Int) {
        separated.append(Edge(dialer: min(one, other), listener: max(one, other)))
        cut(one, other)
    }

    /// Breaks the connection of two hosts; they dial again.
    public mutating func disconnect(_ one: Int, _ other: Int) { apply(.disconnect(one, other)) }

    /// Hands a host octets of the gossip lane as if a peer had sent them.
    public mutating func inject(gossip bytes: Bytes, from peer: PeerID, to host: Int) {
        guard let admitted = try? inlet.gossip(bytes) else {
            return refuse(peer, at: host, "gossip: malformed")
        }
        tell(host, .gossip(admitted, from: peer))
    }
}
