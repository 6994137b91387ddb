// This source file is part of the Outpace project. License: see LICENSE.

/// How a byzantine host misbehaves; what it says is signed with its own key where a role signs.
public enum AdversaryRole: Hashable, Sendable {
    /// Two nodes with one key, each of which talks to one half of the peers. A leader proposes
    /// twice, a follower signs for both.
    case equivocatingLeader
    /// Each of its proposals pays another choice of the events that wait, and half of the peers
    /// hear of it: followers are asked to sign states that are not ordered.
    case fickleLeader
    /// So many of a thousand of its proposals pay more than the events earn, under good signatures.
    case inflatingLeader(perMille: Int)
    /// It never lets its node see events of so many of a thousand publishers, its clients'
    /// included.
    case omittingLeader(perMille: Int)
    /// A follower that approves whatever it hears, unseen, and refuses nothing.
    case approvingFollower
    /// A follower that refuses what it should sign.
    case rejectingFollower
    /// It keeps its connections and says nothing on them.
    case silentValidator
    /// It says again what it and others said, so often a second, in another order.
    case replayer(perSecond: Int)
    /// It says things in the names of others, so often a second, with signatures that do not hold.
    case forger(perSecond: Int)
    /// It makes up so many events and statements a second, under good signatures.
    case spammer(perSecond: Int)
    /// It keeps back so many of a thousand gossip messages of others, and does all else it should.
    case withholdingGossiper(perMille: Int)
    /// A swarm's member: what it keeps back, from whom, and from when on.
    case sybil(SybilConduct)
}

/// What a member of a sybil swarm does; which of the attacks of the gossipsub evaluation that makes
/// is up to the figures, and to how many there are, where they connect, and when they start.
public struct SybilConduct: Hashable, Sendable {
    /// The only host it has anything to do with; nil for everybody. One target makes an eclipse.
    public var target: Int?
    /// The only host whose messages it keeps back; nil for all. One author makes a censorship.
    public var censored: Int?
    /// How many of a thousand messages it keeps back; fewer than all make a degraded network.
    public var withholdsPerMille = 1_000
    /// Whether it advertises what it keeps back, and does not send it when asked.
    public var breaksPromises = true
    /// How long it behaves; more than nothing makes a covert flash.
    public var behavesFor = Duration.zero

    /// Keeps everything back from everybody at once.
    public init() {}
}
