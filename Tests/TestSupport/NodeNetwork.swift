// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
package import Identity
package import NodeCore
package import Outpace
package import Primitives
package import ValidatorMessages

/// A network of real nodes in one value, under a clock that only this value moves.
///
/// Every message travels as octets through `Admission`, so codecs and signatures run; every record
/// goes into a journal before anything that reveals it leaves. Equal seeds give equal transcripts.
package struct NodeNetwork {
    /// What holds for the whole network.
    package struct Settings: Sendable {
        /// The latency of a link, drawn once per link, in milliseconds.
        package var latencyMillis: ClosedRange<UInt64> = 2...40
        /// How long after a loss the ends of a link dial again.
        package var redialDelay = Duration.milliseconds(1_000)
        /// Bounds and periods of every node.
        package var parameters = NodeParameters()

        /// The usual settings.
        package init() {}
    }

    /// The settings.
    package let settings: Settings
    /// The machines.
    package internal(set) var hosts: [NodeNetworkHost]
    /// Now.
    package internal(set) var now: Moment
    /// Sessions that a node ended because of what its peer sent, and loops; empty among honest ones.
    package internal(set) var faults: [String] = []
    /// A hash over every effect so far, in order.
    package internal(set) var transcript = Digest.zero

    var queue = NodeNetworkQueue<NodeNetworkHappening>()
    var links: [[NodeNetworkLink]] = []
    var places: [PeerID: Int] = [:]
    var generator: SeededGenerator
    var connectionCount: UInt64 = 0
    var ticketCount: UInt64 = 0
    /// The side each host is on; hosts on different sides cannot be connected.
    var sides: [Int]
    let admission: Admission

    /// Starts the machines with their channels, active on the chain, and connects them all.
    package init(
        keys: [NodeKey], channels: [PaymentChannel], settings: Settings = Settings(), seed: UInt64
    ) {
        self.settings = settings
        now = Moment(
            instant: Instant(nanoseconds: 1_000_000_123), timestamp: NodeNetworkSample.start)
        generator = SeededGenerator(seed: seed)
        hosts = keys.map { NodeNetworkHost(key: $0) }
        sides = Array(repeating: 0, count: keys.count)
        admission = Admission(gossip: settings.parameters.gossip, lane: settings.parameters.lane)
        for (place, key) in keys.enumerated() { places[key.peerID] = place }
        for place in keys.indices {
            links.append(
                keys.indices.map { _ in
                    let latency = UInt64.random(in: settings.latencyMillis, using: &generator)
                    return NodeNetworkLink(latency: .milliseconds(Int64(clamping: latency)))
                })
            hosts[place].journal.append(channels.map { .channelAdded($0) })
        }
        for place in keys.indices { start(place) }
        for lower in keys.indices {
            for upper in keys.indices where upper > lower { connect(lower, upper) }
        }
    }

    /// Lets virtual time pass.
    package mutating func run(for duration: Duration) {
        let end = now.advanced(by: duration)
        while let due = queue.firstDue, due <= end.instant { happen(at: due) }
        now = end
    }

    /// Lets virtual time pass until something holds, looked at every 50 ms.
    ///
    /// - Returns: how long it took; nil when it did not come to hold in time.
    package mutating func run(
        within limit: Duration, until isReached: (NodeNetwork) -> Bool
    ) -> Duration? {
        let begin = now.instant
        while !isReached(self) {
            guard now.instant.duration(since: begin) < limit else { return nil }
            run(for: .milliseconds(50))
        }
        return now.instant.duration(since: begin)
    }

    /// A client posts events to a host.
    ///
    /// - Returns: the ticket that the answer carries.
    @discardableResult
    package mutating func submit(_ records: [EventRecord], to host: Int) -> UInt64 {
        ticketCount += 1
        tell(host, .submitted(records, ticket: ticketCount))
        return ticketCount
    }

    /// Hands a host an input at once.
    package mutating func tell(_ host: Int, _ input: NodeInput) {
        queue.insert(
            .arrival(
                NodeNetworkParcel(
                    host: host, incarnation: hosts[host].incarnation, connection: nil,
                    content: .input(input))), due: now.instant)
    }

    /// A channel as a host sees it; nil when the host is down or does not hold it.
    package func view(_ host: Int, _ channel: ChannelID) -> ChannelView? {
        hosts[host].node?.view(of: channel, at: now)
    }

    /// The ids of all events that hosts accepted from clients, each once.
    package var acknowledged: Set<EventID> {
        Set(hosts.flatMap { $0.answers.values.flatMap(\.accepted) })
    }

    private mutating func happen(at due: Instant) {
        now = now.advanced(by: due.duration(since: now.instant))
        switch queue.popFirst() {
        case .arrival(let parcel):
            var parcels = [parcel]
            while queue.firstDue == due, case .arrival(let next)? = queue.first,
                next.host == parcel.host
            {
                parcels.append(next)
                _ = queue.popFirst()
            }
            deliver(parcels, to: parcel.host)
        case .wake(let host, let incarnation):
            guard hosts[host].incarnation == incarnation else { return }
            hosts[host].wakeAt = nil
            step(host, inputs: [])
        case .dial(let lower, let upper): dial(lower, upper)
        case nil: return
        }
    }
}
