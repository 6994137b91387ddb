// This source file is part of the Outpace project. License: see LICENSE.

public import Identity
public import Mempool
public import Outpace
public import Primitives
import ValidatorMessages

/// One channel at one node: its pool of events, its last approved state, and its say in the next one.
///
/// The same value serves the leader (`validators[0]`, who proposes), a follower (who judges) and an
/// observer (who only follows approved states). It performs no I/O: statements to publish, records to
/// make durable and things to fetch are effects, in the order they must happen.
///
/// A proposal builds on the last approved state. The leader sends one with the same content again,
/// under a new sequence, until it is approved or more validators refused it than a quorum can spare;
/// only then does it change the content. So an honest leader never has two different states signed on
/// one parent, and every approval counts however late it comes.
///
/// - Source: `docs/PROTOCOL.md`, sections 4 to 7; OUTPACE rules 1 to 5.
public struct ChannelValidator: Sendable {
    /// The channel.
    public let channel: PaymentChannel
    /// Our place in `validators[]`; nil for an observer.
    public let ownIndex: Int?

    let key: NodeKey
    @Shared var parameters: ValidatorParameters

    /// Events that wait to be included.
    public internal(set) var pool: EventPool
    /// Ids of the events that approved states include.
    public internal(set) var included: IncludedLedger
    /// Prices the leader set.
    public internal(set) var prices: PriceList
    /// The last approved state; nil before the first.
    @Boxed public internal(set) var approved: ApprovedState?
    /// The highest state this validator signed.
    @Boxed public internal(set) var floor: SigningFloor?
    /// Whether the chain or a proof of misbehaviour ended the channel.
    public internal(set) var isClosed = false
    /// Whether signing may go on after a start; see `ValidatorInput.permitted`.
    public internal(set) var isPermitted: Bool
    /// Whether our storage turned out to be a copy that does not know all that we signed.
    public internal(set) var isSuspended = false
    /// Up to which number storage knows our proposals or approvals, or others told us of them.
    var toldNumber: UInt64 = 0
    /// The number of the first proposal or approval since the start.
    var firstOwnNumber: UInt64?
    /// Health of the last proposal in our eyes, in promille.
    public internal(set) var ownHealth: UInt64 = 1_000
    /// How many events accountable to us the last proposal left out though they were old enough.
    public internal(set) var missedCount = 0
    /// Proof of misbehaviour that was found, oldest first.
    public internal(set) var evidence: [Evidence] = []

    var history: [RecentState] = []
    @Boxed var proposal: Proposal?
    /// The events of the last proposal that we signed as its leader.
    var signedIDs: [EventID] = []
    /// Since when so many validators have been online that they can approve; nil while they are not.
    public var companySince: Instant? = .zero
    /// Since when a CLOSE has been agreed.
    var closeAgreedSince: Instant?
    /// Whether what waits cannot be proposed, as was said.
    var isBlocked = false
    /// The step of a proposal that was said and has not come back yet.
    @Boxed var pendingStep: (sequence: UInt64, step: Step)?
    /// The highest sequence that is known to be used, or is left out.
    private(set) var lastSequence: UInt64 = 0
    private let sequenceGap: UInt64
    var latest: [LatestStatements]
    var lastProposedAt: Instant?
    /// Included events that are not accountable to us.
    var unobserved = UnobservedEvents()
    /// Included events that no supermajority vouched for: a leader's measure of others' tolerance.
    var exposed = UnobservedEvents()
    var named: NamedEvents
    var reporting = Reporting()
    /// Price statements, oldest first, to be handed on.
    var priceStatements: [SignedStatement] = []
    /// What we signed and cannot rebuild; nothing is signed until an approved state replaces it.
    var recalled: Lineage?
    var now: Moment
    /// When the next `woke` is due; kept, because it is asked far more often than it changes.
    public private(set) var nextDeadline: Instant?

    /// Takes up a channel, new or where its stored records left it.
    ///
    /// - Parameter sequenceGap: how many sequences a leader leaves out behind those that it used before
    ///   this start, drawn anew for each. Its storage may be a copy that does not know of its last
    ///   proposals, and those may not have reached anybody yet: no other may then carry their sequence.
    public init(
        channel: PaymentChannel, key: NodeKey, parameters: ValidatorParameters,
        mempool: MempoolParameters, restoring snapshot: ChannelSnapshot?, sequenceGap: UInt64 = 0,
        at now: Moment
    ) {
        self.channel = channel
        self.key = key
        _parameters = Shared(wrappedValue: parameters)
        self.now = now
        self.sequenceGap = sequenceGap
        let validators = channel.spec.validators.count
        ownIndex = channel.index(of: key.address)
        pool = EventPool(parameters: mempool, validators: validators, ownIndex: ownIndex)
        included = IncludedLedger(placementSeed: mempool.placementSeed)
        prices = PriceList()
        latest = Array(repeating: LatestStatements(), count: validators)
        named = NamedEvents(validators: validators, limit: parameters.namedLimit)
        isPermitted = ownIndex == nil
        if let snapshot {
            restore(snapshot)
            let wasHere = snapshot.isLive || !snapshot.statements.isEmpty || lastSequence > 0
            if isLeader, wasHere { leaveOut(behind: lastSequence) }
        }
        noteDeadline()
    }

    /// Takes note that a sequence was used. One that a leader did not use since its start, and that its
    /// storage does not know, is of a run before, which may have used others after it.
    mutating func note(sequence: UInt64) {
        guard sequence > lastSequence else { return }
        if isLeader { leaveOut(behind: sequence) } else { use(sequence: sequence) }
    }

    /// Takes note of a sequence behind which nothing is left out: one that this run uses, or that storage
    /// knows.
    mutating func use(sequence: UInt64) { lastSequence = max(lastSequence, sequence) }

    private mutating func leaveOut(behind sequence: UInt64) {
        let (last, isOver) = sequence.addingReportingOverflow(sequenceGap)
        lastSequence = isOver ? sequence : last
    }

    /// Advances by one input.
    public mutating func step(_ input: ValidatorInput, at now: Moment) -> [ValidatorEffect] {
        self.now = now
        defer { noteDeadline() }
        switch input {
        case .received(let record, let carrier): return receive(record, from: carrier)
        case .heard(let statement, let validator, let isStateSignatureValid):
            return hear(statement, from: validator, isStateSignatureValid: isStateSignatureValid)
        case .listed(let lineage, let ids): return list(ids, of: lineage)
        case .adopted(let adoption): return adopt(adoption)
        case .recalled(let statement, let validator): return recall(statement, validator: validator)
        case .permitted: return permit()
        case .closed:
            isClosed = true
            return []
        case .woke: return wake()
        }
    }

    /// Works out anew when the next `woke` is due; the last thing that any input does.
    mutating func noteDeadline() {
        nextDeadline =
            isHealthUntold
            ? now.instant
            : Instant.earlier(
                reportDeadline, Instant.earlier(proposalDeadline, proposal?.deadline))
    }

    /// How many validators the channel has.
    public var validatorCount: Int { channel.spec.validators.count }

    /// Whether we are `validators[0]`.
    public var isLeader: Bool { ownIndex == 0 }

    /// Whether the channel takes and pays no more events: closed, past its end, or in its withdraw
    /// period.
    public var isEnded: Bool {
        isClosed || channel.isInWithdrawPeriod(at: now.timestamp)
            || channel.isExpired(at: now.timestamp)
    }

    /// Whether nothing more can be distributed.
    public var isExhausted: Bool { approved?.isExhausted ?? false }

    /// Whether events wait to be paid. A record that nobody vouches for does not: none need pay it.
    public var hasWaitingEvents: Bool { pool.vouchedCount > 0 && !isExhausted }

    var base: Base { Base(approved) }

    mutating func permit() -> [ValidatorEffect] {
        guard !isPermitted else { return [] }
        isPermitted = true
        isSuspended = false
        guard proposal?.need == .permission else { return [] }
        return judge()
    }

    mutating func wake() -> [ValidatorEffect] {
        var effects = report()
        if let deadline = proposal?.deadline, deadline <= now.instant { effects += giveUp() }
        effects += lead()
        return effects + reportHealthChange()
    }
}

/// The newest statements of one validator, kept for validators that connect later.
struct LatestStatements: Sendable {
    var newState: SignedStatement?
    var approval: SignedStatement?
    var refusal: SignedStatement?
    var report: SignedStatement?
    var isStateSignatureValid = false
    var isCampaignUnhealthy = false
    var reportSequence: UInt64 = 0
}
