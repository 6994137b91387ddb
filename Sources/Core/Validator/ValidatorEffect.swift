// This source file is part of the Outpace project. License: see LICENSE.

public import Mempool
public import Outpace
public import Primitives
public import ValidatorMessages

/// What a validator of one channel wants done, in order.
public enum ValidatorEffect: Sendable {
    /// Make a record durable before anything after it becomes visible.
    case persist(ChannelRecord)
    /// Sign and publish a statement; it comes back as `heard`.
    indirect case say(Statement)
    /// Hand an event record to the channel's other validators.
    indirect case share(EventRecord)
    /// Ask other validators for records, the leader first.
    case fetchRecords([EventID])
    /// Ask the leader which events a proposal adds.
    case fetchStep(Lineage)
    /// Ask other validators for approved states and prices that follow ours.
    case fetchStates
    /// A state was approved; the time is from its proposal's arrival to its quorum.
    case approved(root: Digest, after: Duration)
    /// A proposal was judged; nil stands for a signature.
    case judged(RejectReason?)
    /// What waits cannot be proposed: it would take back something that we signed.
    case blocked
    /// Others know a signature of ours that our storage does not: it was restored from a copy, and nothing
    /// is signed until `ValidatorInput.permitted`.
    case suspended
    /// A peer handed over a state that does not hold.
    case doubted(String)
    /// A record that a peer handed over was not taken.
    case refusedRecord(MempoolRefusal)
}

/// What a channel's storage must hold.
///
/// Records are large, and go through many hands: a copy is one reference.
public indirect enum ChannelRecord: Hashable, Sendable {
    /// An event record; `isObserved` when our own sentry accepted it.
    case event(EventRecord, isObserved: Bool)
    /// An event that is already held was now accepted by our own sentry.
    case observed(EventID)
    /// A signed statement of a validator of the channel, heartbeats excepted.
    case statement(SignedStatement)
    /// A state root that is about to be signed by this validator.
    case signed(SignedRecord)
    /// A state that a quorum signed.
    case approved(ApprovedRecord)
    /// An approved state that a higher one on an older parent replaced.
    case reverted(root: Digest, restoring: [BalanceChange])
    /// Records of events that the approved state with this sequence included before they came.
    case recovered(sequence: UInt64, [EventRecord])
    /// Proof that a validator broke a rule.
    case evidence(Evidence)
    /// Events that nobody vouched for in time.
    case dropped([EventID])
    /// Every validator's heartbeat was heard.
    case live
}

/// The signature this validator is about to release, and all it needs to resume from it.
public struct SignedRecord: Hashable, Sendable {
    /// The floor that the signature sets.
    public let floor: SigningFloor
    /// The balances that differ from the parent's, after fees.
    public let changes: [Balances.Entry]
    /// The events the state adds.
    public let stepIDs: [EventID]

    /// Puts a record together.
    public init(
        floor: SigningFloor, changes: [Balances.Entry], stepIDs: [EventID]
    ) {
        self.floor = floor
        self.changes = changes
        self.stepIDs = stepIDs
    }
}

/// One account's balances before and after fees.
public struct BalanceChange: Hashable, Sendable {
    /// Who earns.
    public let account: Address
    /// Before fees; nil when the account has no such balance.
    public let beforeFees: Amount?
    /// After fees; nil when the account has no such balance.
    public let afterFees: Amount?

    /// Pairs both balances of an account.
    public init(account: Address, beforeFees: Amount?, afterFees: Amount?) {
        self.account = account
        self.beforeFees = beforeFees
        self.afterFees = afterFees
    }
}

/// An approved state and the balances it changed.
public struct ApprovedRecord: Hashable, Sendable {
    /// The state.
    public let state: ApprovedState
    /// The accounts whose balances it changed.
    public let changes: [BalanceChange]
    /// Whether it includes events whose records have not come.
    public let lacksRecords: Bool

    /// Puts a record together.
    public init(state: ApprovedState, changes: [BalanceChange], lacksRecords: Bool = false) {
        self.state = state
        self.changes = changes
        self.lacksRecords = lacksRecords
    }
}

/// Two statements, or one, that prove a validator broke a rule.
public struct Evidence: Hashable, Sendable {
    /// Which rule.
    public enum Rule: String, Hashable, Sendable {
        /// Two different proposals with one sequence.
        case conflictingProposals = "CONFLICTING_PROPOSALS"
        /// Two signed states of which neither follows the other.
        case unorderedStates = "UNORDERED_STATES"
        /// A state over the deposit with a quorum's signatures.
        case overDeposit = "OVER_DEPOSIT"
    }

    /// Which rule.
    public let rule: Rule
    /// Who broke it.
    public let validator: Address
    /// The signed statements that prove it.
    public let statements: [SignedStatement]

    /// Puts a proof together.
    public init(rule: Rule, validator: Address, statements: [SignedStatement]) {
        self.rule = rule
        self.validator = validator
        self.statements = statements
    }
}
