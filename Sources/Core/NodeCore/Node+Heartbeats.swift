// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Identity
import Liveness
import Mempool
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension Node {
    /// Says a heartbeat in every shard that holds a channel we validate.
    mutating func beat() -> [NodeEffect] {
        while nextHeartbeatAt <= now.instant {
            nextHeartbeatAt = nextHeartbeatAt.advanced(by: parameters.heartbeatInterval)
            let isFarBehind =
                now.instant.duration(since: nextHeartbeatAt)
                > parameters.heartbeatInterval * 4
            if isFarBehind {
                nextHeartbeatAt = now.instant.advanced(by: parameters.heartbeatInterval)
            }
        }
        var shards = [[ChannelID]](repeating: [], count: ShardTopic.count)
        for id in channelOrder where channels[id]?.validator.ownIndex != nil {
            shards[ShardTopic.shard(of: id)].append(id)
            channels[id]?.isVerdictStale = true
        }
        var effects: [NodeEffect] = []
        for (shard, ids) in shards.enumerated() {
            for start in stride(from: 0, to: ids.count, by: parameters.entriesPerHeartbeatLimit) {
                let end = min(ids.count, start + parameters.entriesPerHeartbeatLimit)
                effects += beat(shard: shard, about: Array(ids[start..<end]))
            }
        }
        return effects
    }

    private mutating func beat(shard: Int, about ids: [ChannelID]) -> [NodeEffect] {
        let entries = ids.compactMap { entry(of: $0) }
        let heartbeat = Heartbeat(
            timestamp: now.timestamp, addresses: parameters.listenAddresses, entries: entries)
        let (signed, effects) = publish(
            .heartbeat(heartbeat), topic: ShardTopic.name(ofShard: shard), of: ids)
        for entry in entries {
            guard let own = channels[entry.channel]?.validator.ownIndex else { continue }
            channels[entry.channel]?.heartbeats[own] = signed
            if entry.adexSignature != nil {
                channels[entry.channel]?.adexHeartbeats[own] = signed
                channels[entry.channel]?.adexHeartbeatAt = now.instant
            }
        }
        return effects
    }

    private func entry(of id: ChannelID) -> Heartbeat.Entry? {
        guard let channel = channels[id] else { return nil }
        let watermark = channel.settledWatermark(at: now.timestamp)
        let settled = channel.validator.pool.summary(from: .lowest, to: watermark)
        var lanes = ValidatorSet.empty
        for peer in validators(of: id) {
            if let address = peers[peer]?.address, let place = channel.channel.index(of: address) {
                lanes.insert(place)
            }
        }
        let isAdexDue =
            channel.adexHeartbeatAt.map {
                now.instant.duration(since: $0) >= parameters.adexHeartbeatInterval
            } ?? true
        let root = HeartbeatRoot.stateRoot(channel: id, timestamp: now.timestamp)
        return Heartbeat.Entry(
            channel: id, lastApproved: channel.validator.approved?.lineage,
            pool: Heartbeat.PoolSummary(
                count: UInt64(settled.count), fingerprint: settled.sum.digest,
                watermark: watermark),
            online: channel.ledger.online, lanes: lanes,
            adexSignature: isAdexDue && !channel.validator.isExhausted
                ? key.sign(stateRoot: root).bytes : nil)
    }

    /// Takes a validator's heartbeat.
    ///
    /// One that another peer hands on counts from when it was said, give or take the time to the next:
    /// whoever keeps the heartbeats of a validator that is gone could hand them over one by one, above
    /// all after a start, when we know of no number.
    mutating func hear(
        _ heartbeat: Heartbeat, _ statement: SignedStatement, from peer: PeerID
    ) -> [NodeEffect] {
        let age = peer == statement.author ? .zero : lateness(of: heartbeat)
        if age > .zero { keepRelayed(statement) }
        guard peer == statement.author || isYoung(statement) else { return [] }
        var effects: [NodeEffect] = []
        var isValidator = false
        for entry in heartbeat.entries {
            guard let place = channels[entry.channel]?.channel.index(of: statement.authorAddress)
            else { continue }
            isValidator = true
            if peer == statement.author { noteHolding(of: entry.channel, by: peer) }
            effects += hear(
                entry, statement, from: place, age: age, isOwnWord: peer == statement.author)
        }
        // Anybody can sign a heartbeat; we dial only who is named in a channel that we hold.
        guard isValidator, !peers.contains(statement.author), !heartbeat.addresses.isEmpty else {
            return effects
        }
        let addresses = heartbeat.addresses.prefix(16).compactMap { try? Multiaddr(bytes: $0[...]) }
        return effects + [.learnt(addresses, of: statement.author)]
    }

    /// A peer says again what we have heard before: it is there, whatever the one who handed it on and
    /// the clocks made of it.
    mutating func hearAgain(_ id: MessageID, from peer: PeerID) -> [NodeEffect] {
        guard let statement = peers[peer]?.relayedHeartbeats.removeValue(forKey: id),
            case .heartbeat(let heartbeat) = statement.statement
        else { return [] }
        return hear(heartbeat, statement, from: peer)
    }

    /// An author says as many heartbeats at once as it has topics, and more with many channels.
    private mutating func keepRelayed(_ statement: SignedStatement) {
        guard let id = statement.message.id,
            let kept = peers[statement.author]?.relayedHeartbeats, kept[id] == nil
        else { return }
        peers[statement.author]?.relayedHeartbeats[id] = statement
        guard kept.count >= parameters.relayedHeartbeatsLimit,
            let oldest = kept.min(by: { $0.value.sequenceNumber < $1.value.sequenceNumber })
        else { return }
        peers[statement.author]?.relayedHeartbeats[oldest.key] = nil
    }

    /// For how much longer than a heartbeat's time it has been on its way, by our clock.
    private func lateness(of heartbeat: Heartbeat) -> Duration {
        let (said, clock) = (heartbeat.timestamp.milliseconds, now.timestamp.milliseconds)
        guard clock > said else { return .zero }
        return max(
            .zero, .milliseconds(Int64(clamping: clock - said)) - parameters.heartbeatInterval)
    }

    private mutating func hear(
        _ entry: Heartbeat.Entry, _ statement: SignedStatement, from place: Int, age: Duration,
        isOwnWord: Bool
    ) -> [NodeEffect] {
        let id = entry.channel
        let number = statement.sequenceNumber
        let known = channels[id]?.heartbeats[place]?.sequenceNumber
        if let known, known >= number {
            guard known == number, isOwnWord else { return [] }
            let changes = channels[id]?.ledger.step(
                .confirmed(validator: place, sequenceNumber: number), at: now.instant)
            return note(changes ?? [], in: id)
        }
        channels[id]?.heartbeats[place] = statement
        channels[id]?.lanes[place] = entry.lanes
        if entry.adexSignature != nil { channels[id]?.adexHeartbeats[place] = statement }
        let changes = channels[id]?.ledger.step(
            .heard(validator: place, sequenceNumber: number, age: age), at: now.instant)
        compare(entry, of: statement.author)
        return note(changes ?? [], in: id) + enliven(id)
    }

    /// A channel is LIVE once every validator's heartbeat was heard, and stays so.
    private mutating func enliven(_ id: ChannelID) -> [NodeEffect] {
        guard channels[id]?.isLive == false,
            channels[id]?.ledger.everHeard.count == channels[id]?.validator.validatorCount
        else { return [] }
        channels[id]?.isLive = true
        channels[id]?.isVerdictStale = true
        return [.persist(.channel(id, .live))]
    }

    /// Reconciles with a validator whose view differed from ours for longer than events need to settle.
    ///
    /// Only settled events are compared, and only on the same approved state: what is under way would
    /// differ all the time.
    private mutating func compare(_ entry: Heartbeat.Entry, of author: PeerID) {
        guard peers[author]?.hasLane == true,
            let differs = channels[entry.channel]?.differs(from: entry),
            let settleMillis = channels[entry.channel]?.channel.spec.settleDelayMillis
        else { return }
        guard differs else {
            peers[author]?.differsSince[entry.channel] = nil
            return
        }
        guard let since = peers[author]?.differsSince[entry.channel] else {
            peers[author]?.differsSince[entry.channel] = now.instant
            return
        }
        let settle = Duration.milliseconds(Int64(clamping: settleMillis))
        // Both notice at about the same time; the larger leaves the smaller a heartbeat to begin.
        let patience = key.peerID < author ? settle : settle + parameters.heartbeatInterval
        guard now.instant.duration(since: since) >= patience else { return }
        peers[author]?.differsSince[entry.channel] = now.instant
        if entry.lastApproved == channels[entry.channel]?.validator.approved?.lineage {
            reconcile(
                ReconciliationTopic(channel: entry.channel, set: .events), with: author,
                isWhole: false)
        } else {
            sayHello(to: author, about: entry.channel)
        }
    }
}
