// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Identity
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension Node {
    /// Signs and publishes a statement about one channel, and hears it as everybody else does.
    mutating func say(_ statement: Statement, about id: ChannelID) -> [NodeEffect] {
        if case .newState = statement { counters.statesProposed += 1 }
        let (signed, effects) = publish(statement, topic: ShardTopic.name(of: id), of: [id])
        guard let own = channels[id]?.validator.ownIndex else { return effects }
        let heard = advance(
            id, .heard(signed, validator: own, isStateSignatureValid: true))
        return heard + effects
    }

    /// Signs a statement and sends it on both lanes.
    mutating func publish(
        _ statement: Statement, topic: String, of ids: [ChannelID]
    ) -> (SignedStatement, [NodeEffect]) {
        var effects = reserveSequenceNumber()
        let signed = SignedStatement.signed(
            statement, by: key, sequenceNumber: lastSequenceNumber, topic: topic)
        counters.sent(statement.kind)
        var served: [PeerID] = []
        for peer in peerOrder where peers[peer]?.hasLane == true {
            guard let address = peers[peer]?.address,
                ids.contains(where: { channels[$0]?.channel.index(of: address) != nil })
            else { continue }
            peers[peer]?.lane?.enqueue(statement: signed.message.raw, class: .own)
            served.append(peer)
        }
        effects += perform(
            router.step(.published(signed.message, skipping: served), at: now.instant))
        return (signed, effects)
    }

    /// Takes the next statement number: larger than any before, and not below the wall clock.
    private mutating func reserveSequenceNumber() -> [NodeEffect] {
        let (clock, overflow) = now.timestamp.milliseconds.multipliedReportingOverflow(
            by: 1_000_000)
        lastSequenceNumber = max(lastSequenceNumber + 1, overflow ? 0 : clock)
        guard lastSequenceNumber > reservedSequenceNumber else { return [] }
        reservedSequenceNumber = lastSequenceNumber + parameters.reservationNanoseconds
        return [.persist(.sequenceNumbersReserved(through: reservedSequenceNumber))]
    }

    /// Takes an RPC of the gossip lane.
    mutating func hear(_ gossip: AdmittedGossip, from peer: PeerID) -> [NodeEffect] {
        guard let isGraylisted = peers[peer]?.isGraylisted else { return [] }
        var effects = perform(router.step(.heard(gossip.rpc, from: peer), at: now.instant))
        guard !isGraylisted else { return effects }
        for message in gossip.messages {
            switch message {
            case .duplicate(let message):
                // Nothing in it was checked: it must not stand for a copy that is still to come.
                guard let id = message.id, router.hasSeen(id) else { continue }
                effects += perform(router.step(.received(message, from: peer), at: now.instant))
                effects += hearAgain(id, from: peer)
            case .statement(let admitted): effects += hear(admitted, from: peer)
            case .faulty(let message, let fault):
                effects += hear(fault, in: message, from: peer)
            }
        }
        return effects
    }

    /// Takes a proved statement, whichever lane brought it, and passes it on when it is good.
    mutating func hear(_ admitted: AdmittedStatement, from peer: PeerID) -> [NodeEffect] {
        let statement = admitted.statement
        let routed = router.step(.received(statement.message, from: peer), at: now.instant)
        var effects = perform(routed)
        let isNew = routed.contains { if case .deliver = $0 { true } else { false } }
        guard isNew else {
            return effects + (statement.message.id.map { hearAgain($0, from: peer) } ?? [])
        }
        guard statement.author != key.peerID else {
            return effects + hearOurselves(statement, from: peer)
        }
        counters.received(statement.statement.kind)
        let known = statement.statement.channels.filter { channels.contains($0) }
        let places = known.compactMap { channels[$0]?.channel.index(of: statement.authorAddress) }
        guard known.isEmpty || !places.isEmpty else {
            counters.statementsRefused["stranger", default: 0] += 1
            let culprits = culprits(of: statement.message, about: known, from: peer)
            return effects
                + perform(
                    router.step(.rejected(statement.message, blaming: culprits), at: now.instant))
        }
        effects += notice(statement)
        effects += route(statement, about: known, from: peer)
        switch statement.statement {
        case .heartbeat(let heartbeat): effects += hear(heartbeat, statement, from: peer)
        case .newState, .approveState, .rejectState, .reportObservedEvents, .setImpressionPrice:
            guard let id = known.first, let place = places.first else { return effects }
            effects += advance(
                id,
                .heard(
                    statement, validator: place,
                    isStateSignatureValid: admitted.isStateSignatureValid), from: peer)
        }
        return effects
    }

    private func notice(_ statement: SignedStatement) -> [NodeEffect] {
        let made = statement.sequenceNumber / 1_000_000
        let heard = now.timestamp.milliseconds
        return [
            .notice(
                .delivered(statement.statement.kind, ageMillis: heard > made ? heard - made : 0))
        ]
    }

    /// Passes a statement on to gossip peers that do not get it from its author directly.
    private mutating func route(
        _ statement: SignedStatement, about known: [ChannelID], from peer: PeerID
    ) -> [NodeEffect] {
        guard isYoung(statement), !known.isEmpty || takesForeignStatement(from: peer) else {
            return perform(router.step(.ignored(statement.message, from: peer), at: now.instant))
        }
        let skipping = peersWithLane(with: statement.authorAddress, in: known)
        return perform(
            router.step(
                .accepted(statement.message, from: peer, skipping: skipping), at: now.instant))
    }

    /// Whether a statement's number, which is the time it was made at, is not long ago on our clock.
    func isYoung(_ statement: SignedStatement) -> Bool {
        let (clock, overflow) = now.timestamp.milliseconds.multipliedReportingOverflow(
            by: 1_000_000)
        let (limit, isPast) = statement.sequenceNumber.addingReportingOverflow(
            parameters.relayAgeNanoseconds)
        return isPast || overflow || limit >= clock
    }

    /// The peers whose last heartbeats say that they have a direct lane with a validator of one of
    /// these channels, ascending.
    private func peersWithLane(with author: Address, in ids: [ChannelID]) -> [PeerID] {
        var served: [Address] = []
        for id in ids {
            guard let lanes = channels[id]?.lanes, let channel = channels[id]?.channel,
                let authorPlace = channel.index(of: author)
            else { continue }
            for place in lanes.indices where lanes[place].contains(authorPlace) {
                served.append(channel.spec.validators[place].id)
            }
        }
        guard !served.isEmpty else { return [] }
        served.sort()
        return peers.indices.compactMap { place in
            guard let address = peers[at: place]?.address else { return nil }
            return served.sortedIndex(of: address) == nil ? nil : peers.keys[place]
        }
    }

    /// A peer hands us our own statement, from before a loss of storage: never number below it.
    private mutating func hearOurselves(
        _ statement: SignedStatement, from peer: PeerID
    ) -> [NodeEffect] {
        var effects = perform(
            router.step(.ignored(statement.message, from: peer), at: now.instant))
        effects += numberBehind(statement)
        guard let id = statement.statement.channel,
            let own = channels[id]?.validator.ownIndex
        else { return effects }
        return effects + advance(id, .recalled(statement, validator: own), from: peer)
    }

    /// Never numbers a statement below one of ours that others hold.
    mutating func numberBehind(_ statement: SignedStatement) -> [NodeEffect] {
        guard statement.author == key.peerID, statement.sequenceNumber > lastSequenceNumber,
            statement.sequenceNumber < UInt64.max - parameters.reservationNanoseconds
        else { return [] }
        lastSequenceNumber = statement.sequenceNumber
        reservedSequenceNumber = lastSequenceNumber + parameters.reservationNanoseconds
        return [.persist(.sequenceNumbersReserved(through: reservedSequenceNumber))]
    }
}
