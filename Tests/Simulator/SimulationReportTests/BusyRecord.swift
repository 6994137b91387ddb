// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Primitives
import SimulationReport

/// A record in which much happens everywhere, without a simulation.
enum BusyRecord {
    static func make(hosts: Int = 25, channels: Int = 4) -> RunRecord {
        var generator = SeededGenerator(seed: 9)
        var record = RunRecord(
            title: SampleRun.title(seconds: 60), duration: 60, hostCount: hosts)
        record.sampleInterval = 0.1
        record.hosts = (0..<hosts).map { host in
            var one = HostRecord()
            one.phases.note(.up, at: 0)
            one.beliefs = (0..<hosts).map { other in
                var track = Track<Belief>()
                for step in 0..<16 where other != host {
                    let at = Double(step) * 4 + Double.random(in: 0..<4, using: &generator)
                    track.note(Belief.allCases.randomElement(using: &generator) ?? .online, at: at)
                }
                track.close(at: 60)
                return track
            }
            one.poolDepths = (0..<600).map { _ in Int.random(in: 0..<500, using: &generator) }
            one.batchSizes = one.poolDepths
            return one
        }
        record.samples = (0..<600).map { _ in
            var sample = NetworkSample()
            for kind in TrafficKind.allCases {
                sample.traffic.add(
                    kind, count: 9, octets: Int.random(in: 0..<90_000, using: &generator))
            }
            sample.stepCount = Int.random(in: 0..<9_000, using: &generator)
            return sample
        }
        record.channelCount = channels
        record.channels = (0..<channels).map { channel($0, hosts: hosts, &generator) }
        return record
    }

    private static func channel(
        _ number: Int, hosts: Int, _ generator: inout SeededGenerator
    ) -> ChannelHistory {
        var history = ChannelHistory(
            name: "channel\(number)", validators: Array(0..<hosts), holders: Array(0..<hosts))
        for place in 0..<hosts {
            history.holders[place].approvals = (0..<60).map {
                Double($0) + Double.random(in: 0..<1, using: &generator)
            }
            for step in 0..<20 {
                let reason = BiddingReason.allCases.randomElement(using: &generator)
                history.holders[place].bidding.note(
                    step.isMultiple(of: 2) ? .active : .stopped([reason ?? .paused]),
                    at: Double(step) * 3)
            }
            history.holders[place].bidding.close(at: 60)
        }
        history.states = (0..<60).map {
            ChannelHistory.State(
                sequence: UInt64($0), root: "0123abcd", proposedAt: Double($0))
        }
        return history
    }
}
