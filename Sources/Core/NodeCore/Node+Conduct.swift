// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension Node {
    /// What the application thinks of a peer: a validator of a channel of ours is worth something, one
    /// with evidence against it less than nothing, anybody else is nobody.
    func worth(of peer: PeerID) -> Score {
        guard let address = peers[peer]?.address else { return 0 }
        var isValidator = false
        for id in channelOrder where channels[id]?.channel.index(of: address) != nil {
            isValidator = true
            let evidence = channels[id]?.validator.evidence ?? []
            if evidence.contains(where: { $0.validator == address }) {
                return parameters.evidencePenalty
            }
        }
        return isValidator ? parameters.validatorWorth : 0
    }

    /// Tells the router what the application thinks of a peer, and takes note when that changes whether
    /// it is listened to.
    mutating func appraise(_ peer: PeerID) -> [NodeEffect] {
        guard peers.contains(peer) else { return [] }
        let worth = worth(of: peer)
        peers[peer]?.worth = worth
        _ = router.step(.valued(peer, worth), at: now.instant)
        return judgeStanding(of: peer)
    }

    /// The peers to blame for an invalid statement with a good signature: its author, and whoever passed
    /// it on though it must have known better. A relay that does not hold the channel cannot know, and
    /// being named in the channel's spec does not mean to hold it: the relay must have said so itself,
    /// and so long ago that what it passed on before has arrived.
    func culprits(
        of message: Message, about ids: [ChannelID], from peer: PeerID
    ) -> [PeerID] {
        var culprits = message.from.map { [$0] } ?? []
        let mustKnow = ids.contains { id in
            guard let since = peers[peer]?.heldSince[id] else { return false }
            return now.instant.duration(since: since) >= parameters.blameDelay
        }
        if mustKnow, peer != message.from { culprits.append(peer) }
        return culprits
    }

    /// Takes note that a validator of a channel said itself that it holds it.
    mutating func noteHolding(of id: ChannelID, by peer: PeerID) {
        guard let state = peers[peer], state.heldSince[id] == nil else { return }
        peers[peer]?.heldSince[id] = now.instant
    }

    /// Takes a gossip message that is no statement.
    mutating func hear(
        _ fault: StatementFault, in message: Message, from peer: PeerID
    ) -> [NodeEffect] {
        counters.statementsRefused[fault.name, default: 0] += 1
        switch fault {
        case .unsigned, .badSignature:
            return perform(router.step(.refused(message, from: peer), at: now.instant))
        case .foreignAuthor:
            // A relay of another program passes on what is properly signed with a key that no validator
            // can have; only who made it is to blame.
            guard message.from == peer else { return [] }
            return perform(router.step(.refused(message, from: peer), at: now.instant))
        case .malformed, .wrongTopic:
            let received = router.step(.received(message, from: peer), at: now.instant)
            let culprits = message.from.map { [$0] } ?? []
            return perform(received)
                + perform(
                    router.step(.rejected(message, blaming: culprits), at: now.instant))
        }
    }

    /// Whether one more statement about channels that we do not hold may be passed on for a peer now.
    ///
    /// We cannot know whether those are worth anything, so nobody gets more than a share.
    mutating func takesForeignStatement(from peer: PeerID) -> Bool {
        guard let left = peers[peer]?.foreignAllowance, left > 0 else { return false }
        peers[peer]?.foreignAllowance = left - 1
        return true
    }

    /// What is done for each peer at every heartbeat of the router.
    mutating func refreshPeers() -> [NodeEffect] {
        var effects: [NodeEffect] = []
        let parameters = parameters
        for peer in usedWork.keys.sorted()
        where usedWork[peer]?.isFull(parameters.reconciliation, at: now.instant) == true {
            usedWork[peer] = nil
        }
        for peer in peerOrder {
            peers[peer]?.foreignAllowance = parameters.foreignStatementsPerHeartbeatLimit
            if peers[peer]?.isGraylisted == true { effects += judgeStanding(of: peer) }
        }
        return effects
    }

    /// Says when a peer begins or ceases to be listened to; a graylisted stranger has to leave.
    mutating func judgeStanding(of peer: PeerID) -> [NodeEffect] {
        guard let wasGraylisted = peers[peer]?.isGraylisted, let worth = peers[peer]?.worth else {
            return []
        }
        let isGraylisted = router.isGraylisted(peer)
        var effects: [NodeEffect] = []
        if isGraylisted != wasGraylisted {
            peers[peer]?.isGraylisted = isGraylisted
            effects.append(.graylist(peer, isGraylisted))
        }
        if isGraylisted, worth <= 0 {
            effects.append(.disconnect(peer, .lowScore))
        }
        return effects
    }
}
