// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension World {
    /// Adds an effect of a host to the transcript.
    mutating func note(_ effect: NodeEffect, of host: Int) {
        var check = Checksum()
        var other: PeerID?
        var size = 0
        let kind: Transcript.Kind
        switch effect {
        case .persist(let record):
            kind = .persist
            check.mix(record)
        case .sendGossip(let bytes, let peer):
            (kind, other, size) = (.gossip, peer, bytes.count)
            check.mix(bytes)
        case .sendDirect(let bytes, let peer):
            (kind, other, size) = (.direct, peer, bytes.count)
            check.mix(bytes)
        case .answer(let ticket, let answer):
            (kind, size) = (.answer, answer.accepted.count)
            check.mix(ticket)
            for id in answer.accepted { check.mix(id.digest) }
            if let refusal = answer.refusal { check.mix("\(refusal)") }
        case .load(let query):
            kind = .load
            switch query {
            case .states(let channel, let sequence, let peer):
                other = peer
                check.mix(channel.digest)
                check.mix(sequence)
            case .records(let channel, let ids, let peer):
                (other, size) = (peer, ids.count)
                check.mix(channel.digest)
                for id in ids { check.mix(id.digest) }
            case .missing(let channel, let place, _):
                check.mix(channel.digest)
                check.mix(place.sequence)
                check.mix(UInt64(place.skipped))
            }
        case .learnt(let addresses, let peer):
            (kind, other, size) = (.learnt, peer, addresses.count)
        case .graylist(let peer, let isGraylisted):
            (kind, other, size) = (.graylist, peer, isGraylisted ? 1 : 0)
        case .disconnect(let peer, let reason):
            (kind, other) = (.disconnect, peer)
            check.mix(reason.name)
        case .notice(let notice):
            kind = .notice
            check.mix(notice)
        }
        let place = other.flatMap { places[$0] }.map { Int32(truncatingIfNeeded: $0) }
        transcript.add(
            Transcript.Line(
                at: clock, check: check.value, host: Int32(truncatingIfNeeded: host),
                other: place ?? -1, size: UInt32(clamping: size), kind: kind))
    }

    /// Adds something that happened to hosts.
    mutating func note(_ kind: Transcript.Kind, _ host: Int, _ other: Int = -1) {
        transcript.add(
            Transcript.Line(
                at: clock, check: 0, host: Int32(truncatingIfNeeded: host),
                other: Int32(truncatingIfNeeded: other), size: 0, kind: kind))
    }

    /// Adds a fault.
    mutating func note(_ fault: Fault) {
        var check = Checksum()
        check.mix("\(fault)")
        transcript.add(
            Transcript.Line(
                at: clock, check: check.value, host: -1, other: -1, size: 0, kind: .fault))
    }
}

extension Checksum {
    mutating func mix(_ record: NodeRecord) {
        switch record {
        case .sequenceNumbersReserved(let through): mix(through)
        case .channelAdded(let channel): mix(channel.id.digest)
        case .channel(let id, let record):
            mix(id.digest)
            mix(record)
        }
    }

    private mutating func mix(_ record: ChannelRecord) {
        switch record {
        case .event(let event, let isObserved):
            mix(event.id.digest)
            mix(isObserved ? 1 : 2)
        case .observed(let id): mix(id.digest)
        case .statement(let statement): mix(statement.message.raw)
        case .signed(let signed): mix(signed.floor.root)
        case .approved(let approved): mix(approved.state.root)
        case .reverted(let root, _): mix(root)
        case .evidence(let proof): mix(proof.rule.rawValue)
        case .dropped(let ids): for id in ids { mix(id.digest) }
        case .recovered(let sequence, let events):
            mix(sequence)
            for event in events { mix(event.id.digest) }
        case .live: mix(3)
        }
    }

    mutating func mix(_ notice: Notice) {
        switch notice {
        case .approved(let channel, let root, let count, _):
            mix(channel.digest)
            mix(root)
            mix(count)
        case .refused(let channel, let reason):
            mix(channel.digest)
            mix(reason.name)
        case .blocked(let channel): mix(channel.digest)
        case .suspended(let channel, _): mix(channel.digest)
        case .standing(let channel, let validator, let isOnline):
            mix(channel.digest)
            mix(validator.bytes)
            mix(isOnline ? 1 : 2)
        case .bidding(let channel, let verdict):
            mix(channel.digest)
            for reason in verdict.reasons { mix(reason.rawValue) }
        case .violation(let peer, let name):
            mix(peer.bytes)
            mix(name)
        case .doubted(let channel, let peer, let reason):
            mix(channel.digest)
            mix(peer.bytes)
            mix(reason)
        case .delivered(let kind, let age):
            mix(UInt64(kind.rawValue))
            mix(age)
        }
    }
}
