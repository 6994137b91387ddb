// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import NodeCore
import Primitives
import SimulatedWorld
import Validator

/// What is looked at once a sample.
extension RunRecorder {
    /// Takes the samples that are due before a time.
    mutating func sample(before end: Double, in world: World) {
        while Double(record.samples.count + 1) * record.sampleInterval <= end {
            time = max(time, Double(record.samples.count + 1) * record.sampleInterval)
            guard record.samples.count < Self.sampleLimit else { return }
            addSample(in: world)
        }
    }

    mutating func addSample(in world: World) {
        let counters = world.counters
        var sample = NetworkSample()
        sample.traffic = tally
        sample.connectionCount = connections.count
        sample.stepCount = Int(clamping: counters.steps - before.steps)
        sample.recordCount = Int(clamping: counters.records - before.records)
        sample.commitCount = commitCount
        sample.lostCount = Int(
            clamping: counters.droppedMessages + counters.lostMessages
                - before.droppedMessages - before.lostMessages)
        sample.upCount = world.hosts.count(where: \.isUp)
        if record.samples.count < Self.sampleLimit {
            record.samples.append(sample)
            addHostSamples(in: world)
        }
        before = counters
        tally = TrafficTally()
        commitCount = 0
        for host in largestBatches.indices { largestBatches[host] = 0 }
    }

    private mutating func addHostSamples(in world: World) {
        guard beliefs == nil else {
            for host in world.hosts.indices {
                record.hosts[host].poolDepths.append(look(at: host, in: world))
                record.hosts[host].batchSizes.append(largestBatches[host])
            }
            return
        }
        var seen: [Double] = []
        var pools: [Double] = []
        var counts = [Int](repeating: 0, count: 1 + BiddingReason.allCases.count)
        for (place, host) in world.hosts.enumerated() {
            guard let node = host.node else { continue }
            var depth = 0
            var (online, members) = (0, 0)
            for id in node.channelIDs {
                guard let view = world.view(place, id) else { continue }
                depth += view.validator.pool.count
                online += view.online.count
                members += view.validator.validatorCount
                counts[Self.slot(view.verdict)] += 1
            }
            pools.append(Double(depth))
            if members > 0 { seen.append(100 * Double(online) / Double(members)) }
        }
        record.crowd.append(
            CrowdSample(
                seen: .init(seen), pool: .init(pools), biddingCounts: counts))
    }

    private static func slot(_ verdict: BiddingVerdict) -> Int {
        guard let first = verdict.reasons.first else { return 0 }
        return 1 + (BiddingReason.allCases.firstIndex(of: first) ?? 0)
    }

    /// Looks at one host: who it sees and whether it bids.
    ///
    /// - Returns: the events that wait in its pools.
    @discardableResult
    mutating func look(at host: Int, in world: World) -> Int {
        guard beliefs != nil else { return 0 }
        guard let node = world.hosts[host].node else {
            for seat in seats[host] {
                beliefs?.see(seat.host, isOnline: false, by: host, at: time)
            }
            for place in channels.indices { channels[place].bid(.down, by: host, at: time) }
            return 0
        }
        var depth = 0
        for id in node.channelIDs {
            guard let view = world.view(host, id) else { continue }
            depth += view.validator.pool.count
            if let place = channelPlaces[id] {
                channels[place].bid(Bidding(view.verdict), by: host, at: time)
            }
            for seat in seats[host] where seat.channel == id {
                beliefs?.see(
                    seat.host, isOnline: view.online.contains(seat.index), by: host, at: time)
            }
        }
        return depth
    }
}
