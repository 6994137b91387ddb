// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace

/// What must hold at a time.
public struct Expectation: Hashable, Sendable {
    /// When; nil for the end of the healed phase.
    public var at: Duration?
    /// Whose view is judged; those of them that are up and honest.
    public var hosts: HostSelector
    /// For how many of them it must hold, each looked at alone; nil for all of them together.
    public var least: Int?
    /// What must hold.
    public var condition: Condition
    /// The line of the file, for messages.
    public var line: Int

    /// What can be asked for.
    public enum Condition: Hashable, Sendable {
        /// Whether the hosts bid for each of their channels.
        case bidding(Bool)
        /// How many validators each host sees online in each of its channels.
        case online(ClosedRange<Int>)
        /// How many events each host has seen approved, over its channels.
        case approvedEvents(atLeast: Int)
        /// How many submissions were not taken whole, over the whole run.
        case turnedAway(atLeast: Int)
        /// How many records of events that it has seen approved a host's disk lacks.
        case missingRecords(atMost: Int)
        /// Every event that was acknowledged is paid in each host's view.
        case allPaid
        /// How many of a thousand acknowledged events are at each host that holds their channel.
        case delivery(atLeastPerMille: Int)
        /// How long it took from acknowledgement to another host, at most.
        case deliveryLatency(Percentiles)
        /// How long it took from acknowledgement to approval at that host, at most.
        case paymentLatency(Percentiles)
        /// These hosts are not connected to the judged ones.
        case disconnected(HostSelector)
        /// The judged hosts do not listen to these.
        case graylisted(HostSelector)
        /// The judged hosts listen to all of these.
        case trusted(HostSelector)
        /// The newest approved state of all judged hosts is the same in each channel.
        case converged
        /// Each host has refused a proposal for each of these reasons.
        case refused([RejectReason])
        /// The status of each host's channels.
        case status(ChannelStatus)
        /// How many invariants were breached: none. It always holds, and may be said.
        case noBreaches
    }

    /// Bounds of a distribution, by the share of a thousand that must keep them.
    public struct Percentiles: Hashable, Sendable {
        /// So many of a thousand, ascending, take at most so long.
        public var bounds: [Bound]

        /// One bound.
        public struct Bound: Hashable, Sendable {
            /// 500 for the median.
            public let perMille: Int
            /// The longest time.
            public let limit: Duration

            /// The keys of the language and their shares.
            static let names = [("p50", 500), ("p90", 900), ("p99", 990), ("max", 1_000)]

            /// As the language writes it.
            var name: String {
                Self.names.first { $0.1 == perMille }?.0 ?? "\(perMille) of a thousand"
            }
        }
    }
}
