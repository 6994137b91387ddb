// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Validator
import ValidatorMessages

/// What batches tell, and how hosts are.
extension RunRecorder {
    mutating func adoptChannels(of plan: WorldPlan) {
        var all: [PaymentChannel] = []
        var known: Set<ChannelID> = []
        for host in plan.hosts {
            for channel in host.channels where known.insert(channel.id).inserted {
                all.append(channel)
            }
        }
        record.channelCount = all.count
        for channel in all {
            let holders = plan.hosts.indices.filter { host in
                plan.hosts[host].channels.contains { $0.id == channel.id }
            }
            let members = channel.spec.validators.map { hostPlaces[$0.id] }
            for host in holders {
                for (index, member) in members.enumerated() {
                    guard let member, !seats[host].contains(where: { $0.host == member }) else {
                        continue
                    }
                    seats[host].append(Seat(host: member, channel: channel.id, index: index))
                }
            }
            guard channels.count < Self.channelLimit else { continue }
            channelPlaces[channel.id] = channels.count
            channels.append(
                ChannelBook(
                    channel, validators: members.compactMap { $0 },
                    holders: holders.count <= Self.detailLimit ? holders : []))
        }
    }

    mutating func observeRoles(of plan: WorldPlan) {
        var names: [String] = []
        var hosts: [String: [Int]] = [:]
        for (place, host) in plan.hosts.enumerated() {
            guard let role = host.role else { continue }
            let name = "\(role)"
            if hosts[name] == nil { names.append(name) }
            hosts[name, default: []].append(place)
        }
        for name in names { faults.observeRole(name, of: hosts[name] ?? []) }
    }

    mutating func observe(_ batch: Batch, in world: World) {
        let host = batch.host
        record.hosts[host].batchCount += 1
        largestBatches[host] = max(largestBatches[host], batch.inputs.count)
        var recordCount = 0
        for effect in batch.effects {
            switch effect {
            case .persist(let record):
                recordCount += 1
                observe(record, of: host)
            case .sendGossip(let bytes, _):
                tally.addGossip(bytes)
                record.hosts[host].sentOctets += bytes.count
            case .sendDirect(let bytes, _):
                tally.addDirect(bytes)
                record.hosts[host].sentOctets += bytes.count
            case .answer(_, let answer):
                latency.acknowledge(answer.accepted, host: host, at: time)
            case .notice(let notice): observe(notice, of: host)
            case .load, .learnt, .graylist, .disconnect: continue
            }
        }
        record.hosts[host].recordCount += recordCount
        if recordCount > 0 { commitCount += 1 }
    }

    private mutating func observe(_ record: NodeRecord, of host: Int) {
        guard case .channel(let id, let entry) = record else { return }
        let place = channelPlaces[id]
        switch entry {
        case .statement(let signed):
            guard let place, case .newState(let state) = signed.statement else { return }
            channels[place].propose(state.sequence, state.stateRoot, at: time)
        case .approved(let approved):
            latency.approve(approved.state.stepIDs, host: host, at: time)
            guard let place else { return }
            channels[place].approve(
                approved.state.newState.sequence, approved.state.root,
                eventCount: approved.state.stepIDs.count, by: host, at: time)
        case .event, .observed, .signed, .reverted, .recovered, .evidence, .dropped, .live: return
        }
    }

    private mutating func observe(_ notice: Notice, of host: Int) {
        switch notice {
        case .standing(let channel, let validator, let isOnline):
            guard let other = hostPlaces[validator],
                seats[host].contains(where: { $0.host == other && $0.channel == channel })
            else { return }
            beliefs?.see(other, isOnline: isOnline, by: host, at: time)
        case .bidding(let channel, let verdict):
            guard let place = channelPlaces[channel] else { return }
            channels[place].bid(Bidding(verdict), by: host, at: time)
        case .refused(let channel, _):
            guard let place = channelPlaces[channel] else { return }
            channels[place].refuse(by: host, at: time)
        case .approved, .blocked, .suspended, .violation, .doubted, .delivered: return
        }
    }

    func isStalled(_ host: Int) -> Bool { stalls.contains { $0.host == host && $0.until > time } }

    mutating func endStalls(at end: Double, in world: World) {
        guard stalls.contains(where: { $0.until <= end }) else { return }
        for stall in stalls.filter({ $0.until <= end }).sorted(by: { $0.until < $1.until }) {
            time = max(time, stall.until)
            notePhase(of: stall.host, in: world)
            survey(world)
        }
        stalls.removeAll { $0.until <= end }
    }

    mutating func notePhase(of host: Int, in world: World) {
        let phase: HostRecord.Phase =
            if !world.hosts[host].isUp {
                .down
            } else if isStalled(host) {
                .stalled
            } else {
                world.hosts[host].isHonest ? .up : .byzantine
            }
        record.hosts[host].phases.note(phase, at: time)
    }

    mutating func survey(_ world: World) {
        guard beliefs != nil else { return }
        let stalled = world.hosts.indices.map(isStalled)
        beliefs?.survey(world, stalled: stalled, at: time)
    }
}

extension Bidding {
    init(_ verdict: BiddingVerdict) {
        self = verdict.isActive ? .active : .stopped(verdict.reasons)
    }
}
