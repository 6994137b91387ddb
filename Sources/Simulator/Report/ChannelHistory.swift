// This source file is part of the Outpace project. License: see LICENSE.

/// One channel of a run.
public struct ChannelHistory: Hashable, Sendable {
    /// A state that was proposed, and what became of it.
    public struct State: Hashable, Sendable {
        /// Its number.
        public var sequence: UInt64
        /// The first digits of its root.
        public var root: String
        /// When the first host held the proposal.
        public var proposedAt: Double
        /// When the first host saw it approved; nil for never.
        public var approvedAt: Double?
        /// When the last host saw it approved.
        public var lastApprovedAt: Double?
        /// How many hosts saw it approved.
        public var approvalCount = 0
        /// Events it added.
        public var eventCount = 0
        /// Whether another state with its number was proposed.
        public var isContested = false

        /// A state that was just proposed.
        public init(sequence: UInt64, root: String, proposedAt: Double) {
            self.sequence = sequence
            self.root = root
            self.proposedAt = proposedAt
        }
    }

    /// A host that holds the channel.
    public struct Holder: Hashable, Sendable {
        /// Which host.
        public var host: Int
        /// Whether it bid.
        public var bidding = Track<Bidding>()
        /// When it saw states approved.
        public var approvals: [Double] = []
        /// When it refused proposals.
        public var refusals: [Double] = []
        /// States it saw approved.
        public var approvalCount = 0
        /// Proposals it refused.
        public var refusalCount = 0
        /// The number of its newest approved state.
        public var lastSequence: UInt64 = 0

        /// A holder that has seen nothing.
        public init(host: Int) { self.host = host }
    }

    /// The first digits of its id.
    public var name: String
    /// Its validators, the leader first.
    public var validators: [Int]
    /// The hosts that hold it.
    public var holders: [Holder]
    /// What was proposed, oldest first.
    public var states: [State] = []
    /// States that were too many to keep.
    public var droppedStateCount = 0

    /// A channel without states.
    public init(name: String, validators: [Int], holders: [Int]) {
        self.name = name
        self.validators = validators
        self.holders = holders.map(Holder.init)
    }

    /// States that at least one host saw approved.
    public var approvedStateCount: Int { states.count { $0.approvedAt != nil } }

    /// The share of the time that its running holders bid.
    public var biddingShare: Double {
        var (active, all) = (0.0, 0.0)
        for holder in holders {
            for interval in holder.bidding.intervals where interval.value != .down {
                all += interval.length
                if interval.value == .active { active += interval.length }
            }
        }
        return all > 0 ? active / all : 0
    }
}
