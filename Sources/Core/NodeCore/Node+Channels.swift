// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Liveness
import Mempool
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension Node {
    /// Takes up a channel; nil when it is held already.
    mutating func hold(_ channel: PaymentChannel, restoring snapshot: ChannelSnapshot?) -> Bool {
        guard !channels.contains(channel.id) else { return false }
        let gap = UInt64.random(in: 0...parameters.sequenceGapLimit, using: &generator)
        let validator = ChannelValidator(
            channel: channel, key: key, parameters: parameters.validator,
            mempool: parameters.mempool, restoring: snapshot, sequenceGap: gap, at: now)
        let ledger = Ledger(
            validators: validator.validatorCount, ownIndex: validator.ownIndex,
            parameters: parameters.liveness, now: now.instant)
        var state = ChannelState(
            validator: validator, ledger: ledger, isLive: snapshot?.isLive ?? false)
        if validator.isSuspended, let life = parameters.orphanedConnectionLife {
            state.quarantinedUntil = startedAt.advanced(by: life)
        }
        channels.insert(state, for: channel.id)
        _ = router.step(.subscribed(ShardTopic.name(of: channel.id)), at: now.instant)
        return true
    }

    mutating func add(_ channel: PaymentChannel) -> [NodeEffect] {
        guard channels.count < parameters.channelLimit, !channels.contains(channel.id) else {
            return []
        }
        let topic = ShardTopic.name(of: channel.id)
        let subscribing = router.step(.subscribed(topic), at: now.instant)
        _ = hold(channel, restoring: nil)
        let effects = [.persist(.channelAdded(channel))] + perform(subscribing)
        for peer in peerOrder where isShared(channel.id, with: peer) {
            share(with: peer)
            sayHello(to: peer, about: channel.id)
        }
        return effects + peerOrder.flatMap { appraise($0) }
    }

    mutating func learn(_ state: ChainState, of id: ChannelID) -> [NodeEffect] {
        guard channels.contains(id), channels[id]?.chain != state else { return [] }
        channels[id]?.chain = state
        channels[id]?.isVerdictStale = true
        return state == .expired ? advance(id, .closed) : []
    }

    /// Advances one channel by an input.
    mutating func advance(
        _ id: ChannelID, _ input: ValidatorInput, from peer: PeerID? = nil
    ) -> [NodeEffect] {
        guard let effects = channels[id]?.validator.step(input, at: now) else { return [] }
        return perform(effects, of: id, from: peer)
    }

    /// Performs what a channel's validator wants done.
    mutating func perform(
        _ effects: [ValidatorEffect], of id: ChannelID, from peer: PeerID? = nil
    ) -> [NodeEffect] {
        guard !effects.isEmpty else { return [] }
        channels[id]?.isVerdictStale = true
        var performed: [NodeEffect] = []
        for effect in effects {
            switch effect {
            case .persist(let record):
                if case .approved(let approved) = record {
                    channels[id]?.waitingSince = nil
                    if approved.lacksRecords { noteMissingRecords(of: id) }
                }
                performed.append(.persist(.channel(id, record)))
                if case .evidence(let proof) = record {
                    for peer in validators(of: id) {
                        show(proof, to: peer)
                        performed += appraise(peer)
                    }
                }
            case .say(let statement): performed += say(statement, about: id)
            case .share(let record):
                for peer in validators(of: id) {
                    peers[peer]?.lane?.enqueue(record: record.bytes, class: .own)
                }
            case .fetchRecords(let ids): fetch(ids, of: id)
            case .fetchStep(let lineage): fetchStep(lineage, of: id)
            case .fetchStates:
                for peer in fetchOrder(id).prefix(2) { sayHello(to: peer, about: id) }
            case .approved(let root, let after):
                performed.append(noteApproval(of: root, after: after, channel: id))
            case .judged(let reason):
                guard let reason else { continue }
                channels[id]?.counters.statesRejected[Int(reason.rawValue) - 1] += 1
                performed.append(.notice(.refused(id, reason)))
            case .blocked: performed.append(.notice(.blocked(id)))
            case .suspended: performed += suspendSigning(of: id)
            case .doubted(let why):
                guard let peer else { continue }
                performed.append(.notice(.doubted(id, peer, why)))
            case .refusedRecord(let refusal):
                counters.recordsRefused[refusal.name, default: 0] += 1
            }
        }
        return performed
    }

    /// Hands a peer the statements that prove a rule was broken: it may have heard one side only.
    private mutating func show(_ proof: Evidence, to peer: PeerID) {
        for statement in proof.statements {
            peers[peer]?.lane?.enqueue(statement: statement.message.raw, class: .control)
        }
    }

    private mutating func noteApproval(
        of root: Digest, after: Duration, channel id: ChannelID
    ) -> NodeEffect {
        channels[id]?.counters.statesApproved += 1
        let count = channels[id]?.validator.approved?.eventCount ?? 0
        return .notice(.approved(id, root: root, eventCount: count, after: after))
    }

    mutating func wake(_ id: ChannelID) -> [NodeEffect] {
        var effects: [NodeEffect] = []
        if let deadline = channels[id]?.ledger.nextDeadline, deadline <= now.instant {
            effects += note(channels[id]?.ledger.step(.woke, at: now.instant) ?? [], in: id)
        }
        if let deadline = channels[id]?.validator.nextDeadline, deadline <= now.instant {
            effects += advance(id, .woke)
        }
        if let deadline = channels[id]?.quarantinedUntil, deadline <= now.instant {
            endQuarantine(of: id)
        }
        return effects
    }

    /// Takes note of validators that came or went.
    mutating func note(_ changes: [LedgerEffect], in id: ChannelID) -> [NodeEffect] {
        guard !changes.isEmpty, let channel = channels[id]?.channel else { return [] }
        channels[id]?.isVerdictStale = true
        channels[id]?.noteCompany(at: now.instant)
        return changes.map { change in
            switch change {
            case .wentOnline(let index):
                .notice(
                    .standing(
                        id, validator: channel.spec.validators[index].id, isOnline: true))
            case .wentOffline(let index):
                .notice(
                    .standing(
                        id, validator: channel.spec.validators[index].id, isOnline: false))
            }
        }
    }

    /// Recomputes the bidding verdict of a channel and tells when it changed.
    mutating func judgeBidding(_ id: ChannelID) -> [NodeEffect] {
        guard let change = channels[id]?.judgeBidding(at: now) else { return [] }
        noteOffer(of: id)
        return change.isChanged ? [.notice(.bidding(id, change.verdict))] : []
    }

    /// The connected validators of a channel that we share it with, ascending.
    func validators(of id: ChannelID) -> [PeerID] {
        guard channels[id]?.validator.ownIndex != nil, let channel = channels[id]?.channel else {
            return []
        }
        return peers.indices.compactMap { place in
            guard let address = peers[at: place]?.address, peers[at: place]?.hasLane == true,
                channel.index(of: address) != nil
            else { return nil }
            return peers.keys[place]
        }
    }

    /// The connected validators of a channel, the leader first.
    func fetchOrder(_ id: ChannelID) -> [PeerID] {
        guard let leader = channels[id]?.channel.leader else { return [] }
        let all = validators(of: id)
        return all.filter { peers[$0]?.address == leader }
            + all.filter {
                peers[$0]?.address != leader
            }
    }
}
