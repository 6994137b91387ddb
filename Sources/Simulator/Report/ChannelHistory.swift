// This source file is part of the Outpace project. License: see LICENSE.

/// One channel of a run.
package struct ChannelHistory: Hashable, Sendable {
    /// A state that was proposed, and what became of it.
    package struct State: Hashable, Sendable {
        /// Its number.
        package var sequence: UInt64
        /// The first digits of its root.
        package var root: String
        /// When the first host held the proposal.
        package var proposedAt: Double
        /// When the first host saw it approved; nil for never.
        package var approvedAt: Double?
        /// When the last host saw it approved.
        package var lastApprovedAt: Double?
        /// How many hosts saw it approved.
        package var approvalCount = 0
        /// Events it added.
        package var eventCount = 0
        /// Whether another state with its number was proposed.
        package var isContested = false

        /// A state that was just proposed.
        package init(sequence: UInt64, root: String, proposedAt: Double) {
            self.sequence = sequence
            self.root = root
            self.proposedAt = proposedAt
        }
    }

    /// A host that holds the channel.
    package struct Holder: Hashable, Sendable {
        /// Which host.
        package var host: Int
        /// Whether it bid.
        package var bidding = Track<Bidding>()
        /// When it saw states approved.
        package var approvals: [Double] = []
        /// When it refused proposals.
        package var refusals: [Double] = []
        /// States it saw approved.
        package var approvalCount = 0
        /// Proposals it refused.
        package var refusalCount = 0
        /// The number of its newest approved state.
        package var lastSequence: UInt64 = 0

        /// A holder that has seen nothing.
        package init(host: Int) { self.host = host }
    }

    /// The first digits of its id.
    package var name: String
    /// Its validators, the leader first.
    package var validators: [Int]
    /// The hosts that hold it.
    package var holders: [Holder]
    /// What was proposed, oldest first.
    package var states: [State] = []
    /// States that were too many to keep.
    package var droppedStateCount = 0

    /// A channel without states.
    package init(name: String, validators: [Int], holders: [Int]) {
        self.name = name
        self.validators = validators
        self.holders = holders.map(Holder.init)
    }

    /// States that at least one host saw approved.
    package var approvedStateCount: Int { states.count { $0.approvedAt != nil } }

    /// The share of the time that its running holders bid.
    package var biddingShare: Double {
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
