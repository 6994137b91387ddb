// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension Node {
    /// Tells a peer what we hold, of one shared channel or of all; it answers with what we lack.
    mutating func sayHello(to peer: PeerID, about id: ChannelID?) {
        guard peers[peer]?.hasLane == true else { return }
        var summaries: [ChannelSummary] = []
        for id in id.map({ [$0] }) ?? channelOrder where isShared(id, with: peer) {
            let isRecent =
                peers[peer]?.helloAt[id].map {
                    now.instant.duration(since: $0) < parameters.helloSpacing
                } ?? false
            guard !isRecent, let channel = channels[id] else { continue }
            peers[peer]?.helloAt[id] = now.instant
            summaries.append(summary(of: channel))
        }
        for start in stride(from: 0, to: summaries.count, by: 512) {
            let part = Array(summaries[start..<min(summaries.count, start + 512)])
            counters.reconciliations += 1
            peers[peer]?.lane?.enqueue(.hello(part), class: .control)
        }
    }

    private mutating func summary(of channel: ChannelState) -> ChannelSummary {
        ChannelSummary(
            channel: channel.channel.id,
            approvedSequence: channel.validator.approved?.newState.sequence ?? 0,
            approved: channel.validator.approved?.lineage,
            priceSequence: channel.validator.prices.completeSequence,
            alias: aliases.alias(of: channel.channel.id),
            asksForLatest: !channel.validator.isPermitted)
    }

    /// Whether we share a channel with a peer as validators: its events are for nobody else.
    func isShared(_ id: ChannelID, with peer: PeerID) -> Bool { place(of: peer, in: id) != nil }

    /// The place of a peer among the validators of a channel that we validate too; nil when we do not
    /// share the channel with it.
    func place(of peer: PeerID, in id: ChannelID) -> Int? {
        guard let address = peers[peer]?.address,
            channels[id]?.validator.ownIndex != nil
        else { return nil }
        return channels[id]?.channel.index(of: address)
    }

    /// Notes that a peer asked for what is only for validators of a channel that it does not validate.
    func refuse(_ peer: PeerID, asking id: ChannelID) -> [NodeEffect] {
        guard let channel = channels[id], let address = peers[peer]?.address,
            channel.channel.index(of: address) != nil
        else {
            return channels.contains(id)
                ? [.notice(.violation(peer, name: "foreign_channel"))] : []
        }
        return []
    }

    /// Hands a peer what its summary of a channel lacks, and says when that is all.
    mutating func answer(_ theirs: ChannelSummary, from peer: PeerID) -> [NodeEffect] {
        let id = theirs.channel
        guard let validator = channels[id]?.validator, mayAsk(peer, work: 200) else { return [] }
        noteHolding(of: id, by: peer)
        peers[peer]?.reconciling.claims[id] = theirs
        if theirs.alias > 0 { peers[peer]?.reconciling.aliases[id] = theirs.alias }
        greetBack(peer, about: id)
        for statement in validator.priceStatements(after: theirs.priceSequence) {
            peers[peer]?.lane?.enqueue(statement: statement.message.raw, class: .bulk)
        }
        if validator.isBehind(theirs.approved, sequence: theirs.approvedSequence) {
            guard let states = validator.bundles(after: theirs.approved) else {
                guard mayAsk(peer, work: 5_000) else { return [] }
                return [.load(.states(id, after: theirs.approvedSequence, peer: peer))]
            }
            for state in states { peers[peer]?.lane?.enqueue(.states(id, [state]), class: .bulk) }
        }
        let isEqual = theirs.approved == validator.approved?.lineage
        finishAnswer(
            id, to: peer, isStateEqual: isEqual, asksForLatest: theirs.asksForLatest)
        if isEqual, theirs.priceSequence == validator.prices.completeSequence {
            compareOnce(id, with: peer)
        } else if theirs.approvedSequence > validator.approved?.newState.sequence ?? 0
            || theirs.priceSequence > validator.prices.completeSequence
        {
            sayHello(to: peer, about: id)
        }
        return []
    }

    /// Hands a peer approved states that storage held.
    mutating func serve(_ loaded: LoadedStates) -> [NodeEffect] {
        guard isShared(loaded.channel, with: loaded.peer) else { return [] }
        let bundles = loaded.bundles.compactMap {
            try? StateBundle.decode($0, limits: parameters.lane)
        }
        for bundle in bundles {
            peers[loaded.peer]?.lane?.enqueue(.states(loaded.channel, [bundle]), class: .bulk)
        }
        finishAnswer(loaded.channel, to: loaded.peer, isStateEqual: false)
        return []
    }

    /// Says hello to a peer that has told us nothing yet of a channel that it now knows.
    private mutating func greetBack(_ peer: PeerID, about id: ChannelID) {
        guard peers[peer]?.reconciling.caughtUpBy.contains(id) == false,
            peers[peer]?.reconciling.greetedBack.insert(id).inserted == true
        else { return }
        peers[peer]?.helloAt[id] = nil
        sayHello(to: peer, about: id)
    }

    /// What it costs us to hand over each validator's newest statements once more.
    private static var latestWork: Int { 1_000 }

    private mutating func finishAnswer(
        _ id: ChannelID, to peer: PeerID, isStateEqual: Bool, asksForLatest: Bool = false
    ) {
        let isFirst = peers[peer]?.handedOver.insert(id).inserted ?? false
        if isFirst || !isStateEqual { peers[peer]?.reconciling.uncompared.insert(id) }
        // What did not fit was left out: the peer is not caught up, and will ask again.
        guard peers[peer]?.lane?.needsReconciliation == false else { return }
        let withLatest =
            isFirst || !isStateEqual || asksForLatest && mayAsk(peer, work: Self.latestWork)
        // Nor is one that asks for statements and is not told: it will ask again.
        guard withLatest || !asksForLatest else { return }
        peers[peer]?.reconciling.serving.finish(id, withLatest: withLatest)
    }

    /// Compares everything with a peer whose lane has just opened, or that has just caught up.
    private mutating func compareOnce(_ id: ChannelID, with peer: PeerID) {
        guard peers[peer]?.reconciling.uncompared.remove(id) != nil else { return }
        for set in LaneSet.allCases {
            reconcile(
                ReconciliationTopic(channel: id, set: set), with: peer, isWhole: true)
        }
    }

    /// Takes approved states from a peer; if they were news, asks for what follows once it has handed
    /// over all that it meant to.
    mutating func adopt(
        _ adoptions: [Adoption], of id: ChannelID, from peer: PeerID
    ) -> [NodeEffect] {
        guard isShared(id, with: peer) else { return [] }
        let before = channels[id]?.validator.approved?.lineage
        var effects: [NodeEffect] = []
        for adoption in adoptions {
            for statement in [adoption.proposal] + adoption.approvals {
                effects += numberBehind(statement)
            }
            effects += advance(id, .adopted(adoption), from: peer)
        }
        if channels[id]?.validator.approved?.lineage != before {
            peers[peer]?.reconciling.uncompared.insert(id)
            peers[peer]?.reconciling.advanced.insert(id)
        }
        return effects
    }

    /// Offers a peer everything again, after its lane was too full for some of it.
    mutating func offerAgain(to peer: PeerID) {
        peers[peer]?.handedOver = []
        peers[peer]?.reconciling.serving.dropPromises()
        for id in channelOrder where isShared(id, with: peer) {
            peers[peer]?.reconciling.uncompared.insert(id)
            finishAnswer(id, to: peer, isStateEqual: false)
            compareOnce(id, with: peer)
        }
        sayHello(to: peer, about: nil)
    }
}
