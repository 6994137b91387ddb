// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Mempool
import Outpace
import Primitives
import Validator
import ValidatorMessages
import Wire

extension Node {
    /// Tells a peer what we hold, of one shared channel or of all; it answers with what we lack.
    mutating func sayHello(to peer: PeerID, about id: ChannelID?) {
        guard let address = peers[peer]?.address, peers[peer]?.lane != nil else { return }
        let asked = id.map { [$0] } ?? channelOrder
        var summaries: [ChannelSummary] = []
        for id in asked {
            guard let channel = channels[id], channel.validator.ownIndex != nil,
                channel.channel.index(of: address) != nil
            else { continue }
            let isRecent =
                peers[peer]?.helloAt[id].map {
                    now.instant.duration(since: $0) < parameters.helloSpacing
                } ?? false
            guard !isRecent else { continue }
            peers[peer]?.helloAt[id] = now.instant
            summaries.append(summary(of: channel))
        }
        for start in stride(from: 0, to: summaries.count, by: 512) {
            let part = Array(summaries[start..<min(summaries.count, start + 512)])
            counters.reconciliations += 1
            peers[peer]?.lane?.enqueue(.hello(part), class: .control)
        }
    }

    private func summary(of channel: ChannelState) -> ChannelSummary {
        let pool = channel.validator.pool.summary
        return ChannelSummary(
            channel: channel.channel.id,
            approvedSequence: channel.validator.approved?.newState.sequence ?? 0,
            approvedRoot: channel.validator.approved?.root,
            priceSequence: channel.validator.prices.latestSequence,
            poolCount: UInt64(pool.count), poolFingerprint: pool.fingerprint)
    }

    /// Takes a frame of the direct lane.
    mutating func hear(_ admitted: AdmittedFrame, from peer: PeerID) -> [NodeEffect] {
        guard var lane = peers[peer]?.lane else { return [] }
        let body: LaneBody?
        do throws(WireError) {
            body = try lane.receive(admitted.frame, byteCount: admitted.byteCount, at: now.instant)
        } catch {
            return [.disconnect(peer, reason: "direct lane: \(error)")]
        }
        peers[peer]?.lane = lane
        guard let body else { return [] }
        switch admitted.content {
        case .records(let records): return take(records, from: peer)
        case .statements(let statements):
            var effects: [NodeEffect] = []
            for statement in statements { effects += hear(statement, from: peer) }
            return effects
        case .states(let id, let adoptions): return adopt(adoptions, of: id, from: peer)
        case .plain: return answer(body, from: peer)
        }
    }

    /// Whether we share a channel with a peer as validators: its events are for nobody else.
    private func isShared(_ id: ChannelID, with peer: PeerID) -> Bool {
        guard let channel = channels[id], channel.validator.ownIndex != nil,
            let address = peers[peer]?.address
        else { return false }
        return channel.channel.index(of: address) != nil
    }

    private mutating func take(_ records: [EventRecord], from peer: PeerID) -> [NodeEffect] {
        var effects: [NodeEffect] = []
        for record in records where isShared(record.channel, with: peer) {
            counters.recordsReceived += 1
            effects += advance(record.channel, .received(record), from: peer)
        }
        return effects
    }

    private mutating func adopt(
        _ adoptions: [Adoption], of id: ChannelID, from peer: PeerID
    ) -> [NodeEffect] {
        guard isShared(id, with: peer) else { return [] }
        let before = channels[id]?.validator.approved?.root
        var effects: [NodeEffect] = []
        for adoption in adoptions { effects += advance(id, .adopted(adoption), from: peer) }
        if channels[id]?.validator.approved?.root != before {
            peers[peer]?.helloAt[id] = nil
            sayHello(to: peer, about: id)
        }
        return effects
    }

    private mutating func answer(_ body: LaneBody, from peer: PeerID) -> [NodeEffect] {
        switch body {
        case .hello(let summaries):
            var effects: [NodeEffect] = []
            for summary in summaries where isShared(summary.channel, with: peer) {
                effects += answer(summary, from: peer)
            }
            return effects
        case .inventory(let id, let ids):
            guard isShared(id, with: peer), let validator = channels[id]?.validator else {
                return []
            }
            let missing = ids.filter {
                !validator.pool.contains($0) && !validator.included.contains($0)
            }
            guard !missing.isEmpty else { return [] }
            peers[peer]?.lane?.enqueue(.wanted(id, missing), class: .control)
            return []
        case .wanted(let id, let ids):
            guard isShared(id, with: peer), let validator = channels[id]?.validator else {
                return []
            }
            for record in ids.compactMap({ validator.record(of: $0) }) {
                peers[peer]?.lane?.enqueue(record: record, class: .bulk)
            }
            return []
        case .stepRequest(let id, let root):
            guard isShared(id, with: peer), let ids = channels[id]?.validator.listedEvents(of: root)
            else { return [] }
            peers[peer]?.lane?.enqueue(.stepReply(id, stateRoot: root, ids), class: .control)
            return []
        case .stepReply(let id, let root, let ids):
            guard isShared(id, with: peer) else { return [] }
            return advance(id, .listed(root: root, ids), from: peer)
        case .caughtUp(let id):
            guard isShared(id, with: peer) else { return [] }
            return catchUp(id, with: peer)
        case .records, .statements, .states: return []
        }
    }

    /// Hands a peer what its summary of a channel lacks, and says when that is all.
    private mutating func answer(_ theirs: ChannelSummary, from peer: PeerID) -> [NodeEffect] {
        let id = theirs.channel
        guard let validator = channels[id]?.validator else { return [] }
        for statement in validator.priceStatements(after: theirs.priceSequence) {
            peers[peer]?.lane?.enqueue(statement: statement.message.raw, class: .bulk)
        }
        if validator.isBehind(theirs.approvedRoot, sequence: theirs.approvedSequence) {
            guard let states = validator.bundles(after: theirs.approvedRoot) else {
                return [.load(id, after: theirs.approvedSequence, peer: peer)]
            }
            for state in states { peers[peer]?.lane?.enqueue(.states(id, [state]), class: .bulk) }
        }
        let isStateEqual = theirs.approvedRoot == validator.approved?.root
        let isPoolEqual = theirs.poolFingerprint == validator.pool.summary.fingerprint
        finishAnswer(id, to: peer, isStateEqual: isStateEqual, isPoolEqual: isPoolEqual)
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
        finishAnswer(loaded.channel, to: loaded.peer, isStateEqual: false, isPoolEqual: false)
        return []
    }

    private mutating func finishAnswer(
        _ id: ChannelID, to peer: PeerID, isStateEqual: Bool, isPoolEqual: Bool
    ) {
        offer(id, to: peer, isStateEqual: isStateEqual, isPoolEqual: isPoolEqual)
        // What did not fit was left out: the peer is not caught up, and will be offered it again.
        guard peers[peer]?.lane?.needsReconciliation == false else { return }
        peers[peer]?.lane?.enqueue(.caughtUp(id), class: .bulk)
    }

    /// Offers a peer everything again, after its lane was too full for some of it.
    mutating func offerAgain(to peer: PeerID) {
        peers[peer]?.handedOver = []
        for id in channelOrder where isShared(id, with: peer) {
            offer(id, to: peer, isStateEqual: false, isPoolEqual: false)
        }
        sayHello(to: peer, about: nil)
    }

    private mutating func offer(
        _ id: ChannelID, to peer: PeerID, isStateEqual: Bool, isPoolEqual: Bool
    ) {
        guard let validator = channels[id]?.validator else { return }
        let isFirst = peers[peer]?.handedOver.insert(id).inserted ?? false
        if isFirst || !isStateEqual {
            for statement in validator.statementsForCatchUp {
                peers[peer]?.lane?.enqueue(statement: statement.message.raw, class: .bulk)
            }
        }
        if !isPoolEqual {
            let limit = parameters.lane.idsPerFrameLimit
            let ids = validator.pool.ids(
                after: .lowest, through: EventKey.highest, limit: parameters.mempool.eventLimit)
            for start in stride(from: 0, to: ids.count, by: limit) {
                let part = Array(ids[start..<min(ids.count, start + limit)])
                peers[peer]?.lane?.enqueue(.inventory(id, part), class: .bulk)
            }
        }
    }

    /// Counts the validators that told what they hold; with a supermajority, signing may go on.
    private mutating func catchUp(_ id: ChannelID, with peer: PeerID) -> [NodeEffect] {
        guard let channel = channels[id], let address = peers[peer]?.address,
            let place = channel.channel.index(of: address)
        else { return [] }
        channels[id]?.caughtUp.insert(place)
        let count = channels[id]?.caughtUp.count ?? 0
        guard !channel.validator.isPermitted,
            Quorum.isReached(signatures: count, validators: channel.validator.validatorCount)
        else { return [] }
        return advance(id, .permitted)
    }

    /// Asks validators for records, the leader first.
    mutating func fetch(_ ids: [EventID], of id: ChannelID) {
        for peer in fetchOrder(id).prefix(2) {
            for start in stride(from: 0, to: ids.count, by: parameters.lane.idsPerFrameLimit) {
                let end = min(ids.count, start + parameters.lane.idsPerFrameLimit)
                peers[peer]?.lane?.enqueue(.wanted(id, Array(ids[start..<end])), class: .control)
            }
        }
    }

    /// Asks validators which events a proposal adds, the leader first.
    mutating func fetchStep(_ root: Digest, of id: ChannelID) {
        for peer in fetchOrder(id).prefix(2) {
            peers[peer]?.lane?.enqueue(.stepRequest(id, stateRoot: root), class: .control)
        }
    }
}
