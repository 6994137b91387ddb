// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Identity
import NodeCore
import Primitives
import Validator
import ValidatorMessages
import Wire

extension NodeNetwork {
    mutating func deliver(_ parcels: [NodeNetworkParcel], to host: Int) {
        var inputs: [NodeInput] = []
        for parcel in parcels where parcel.incarnation == hosts[host].incarnation {
            guard let node = hosts[host].node else { return }
            switch parcel.content {
            case .input(let input): inputs.append(input)
            case .gossip(let bytes, let peer):
                guard isCurrent(parcel.connection, host, peer) else { continue }
                do throws(WireError) {
                    let admitted = try admission.gossip(bytes, isSeen: node.hasSeen)
                    inputs.append(.gossip(admitted, from: peer))
                } catch { refuse(peer, at: host, "gossip: \(error)") }
            case .direct(let bytes, let peer):
                guard isCurrent(parcel.connection, host, peer) else { continue }
                do throws(WireError) {
                    let admitted = try admission.direct(bytes, isSeen: node.hasSeen)
                    inputs.append(.direct(admitted, from: peer))
                } catch { refuse(peer, at: host, "direct: \(error)") }
            }
        }
        if !inputs.isEmpty { step(host, inputs: inputs) }
    }

    private func isCurrent(_ connection: UInt64?, _ host: Int, _ peer: PeerID) -> Bool {
        guard let connection, let other = places[peer] else { return connection == nil }
        return links[min(host, other)][max(host, other)].connection == connection
    }

    private mutating func refuse(_ peer: PeerID, at host: Int, _ reason: String) {
        faults.append("\(host) refuses \(peer): \(reason)")
        if let other = places[peer] { disconnect(host, other) }
    }

    /// One batch: inputs, what is due, the end of the batch, one commit, then the effects in order.
    mutating func step(_ host: Int, inputs: [NodeInput]) {
        guard hosts[host].isUp else { return }
        var effects: [NodeEffect] = []
        for input in inputs { effects += hosts[host].node?.step(input, at: now) ?? [] }
        if let deadline = hosts[host].node?.nextDeadline, deadline <= now.instant {
            effects += hosts[host].node?.step(.woke, at: now) ?? []
        }
        effects += hosts[host].node?.step(.settled, at: now) ?? []
        let records = effects.compactMap { effect -> NodeRecord? in
            if case .persist(let record) = effect { record } else { nil }
        }
        if hosts[host].isDoomed, !records.isEmpty {
            kill(host)
            return
        }
        hosts[host].journal.append(records)
        for effect in effects {
            note(effect, of: host)
            perform(effect, of: host)
        }
        scheduleWake(host)
    }

    private mutating func perform(_ effect: NodeEffect, of host: Int) {
        switch effect {
        case .persist, .learnt, .graylist: return
        case .sendGossip(let bytes, let peer):
            send(.gossip(bytes, from: hosts[host].key.peerID), from: host, to: peer)
        case .sendDirect(let bytes, let peer):
            hosts[host].directBytesSent += bytes.count
            send(.direct(bytes, from: hosts[host].key.peerID), from: host, to: peer)
        case .answer(let ticket, let answer): hosts[host].answers[ticket] = answer
        case .load(let channel, let sequence, let peer):
            hosts[host].loadCount += 1
            let bundles = hosts[host].journal.bundles(of: channel, after: sequence)
            tell(host, .loaded(LoadedStates(channel: channel, peer: peer, bundles: bundles)))
        case .disconnect(let peer, let reason): refuse(peer, at: host, "\(reason)")
        case .notice(.delivered): return
        case .notice(let notice): hosts[host].notices.append((now, notice))
        }
    }

    private mutating func send(
        _ content: NodeNetworkParcel.Content, from host: Int, to peer: PeerID
    ) {
        guard let other = places[peer] else { return }
        let (lower, upper) = (min(host, other), max(host, other))
        guard let connection = links[lower][upper].connection else { return }
        let end = other == lower ? 0 : 1
        let arrival = max(
            now.instant.advanced(by: links[lower][upper].latency),
            links[lower][upper].lastArrival[end])
        links[lower][upper].lastArrival[end] = arrival
        let parcel = NodeNetworkParcel(
            host: other, incarnation: hosts[other].incarnation, connection: connection,
            content: content)
        queue.insert(.arrival(parcel), due: arrival)
    }

    mutating func scheduleWake(_ host: Int) {
        guard let deadline = hosts[host].node?.nextDeadline else { return }
        let isPast = deadline <= now.instant
        hosts[host].spinCount = isPast ? hosts[host].spinCount + 1 : 0
        if hosts[host].spinCount == 1_000 { faults.append("\(host) is woken without end") }
        let due = isPast ? now.instant.advanced(by: .milliseconds(1)) : deadline
        if let wakeAt = hosts[host].wakeAt, wakeAt <= due { return }
        hosts[host].wakeAt = due
        queue.insert(.wake(host: host, incarnation: hosts[host].incarnation), due: due)
    }

    /// Adds an effect to the transcript.
    private mutating func note(_ effect: NodeEffect, of host: Int) {
        var bytes = transcript.bytes
        now.instant.nanoseconds.appendBigEndian(to: &bytes)
        bytes.append(UInt8(truncatingIfNeeded: host))
        switch effect {
        case .persist(let record): bytes += summary(of: record)
        case .sendGossip(let message, let peer): bytes += [1] + peer.bytes + message
        case .sendDirect(let message, let peer): bytes += [2] + peer.bytes + message
        case .answer, .load, .learnt, .graylist, .disconnect, .notice:
            bytes += Bytes("\(effect)".utf8)
        }
        transcript = SHA256.hash(bytes)
    }

    private func summary(of record: NodeRecord) -> Bytes {
        switch record {
        case .sequenceNumbersReserved, .channelAdded: return [3]
        case .channel(let id, let record):
            let rest: Bytes =
                switch record {
                case .event(let event, let isObserved): [isObserved ? 4 : 5] + event.bytes
                case .observed(let id): [6] + id.bytes
                case .statement(let statement): [7] + statement.message.raw
                case .signed(let signed): [8] + signed.floor.root.bytes
                case .approved(let approved): [9] + approved.state.root.bytes
                case .reverted(let root, _): [10] + root.bytes
                case .evidence(let proof): [11] + Bytes(proof.rule.rawValue.utf8)
                case .dropped(let ids): [12] + ids.flatMap(\.bytes)
                case .live: [13]
                }
            return id.bytes + rest
        }
    }
}
