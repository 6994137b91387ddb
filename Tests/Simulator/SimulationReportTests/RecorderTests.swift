// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import SimulatedWorld
import SimulationReport
import Testing

@Suite struct RecorderTests {
    @Test func `faults last until they are undone`() throws {
        let record = try SampleRun.split.get().record
        func fault(_ name: String) -> FaultRecord? {
            record.faults.first { $0.name.hasPrefix(name) }
        }
        #expect(fault("partition")?.from == 6)
        #expect(fault("partition")?.until == 16)
        #expect(fault("crash 2")?.from == 17)
        #expect(fault("crash 2")?.until == 19)
        #expect(fault("stall 1")?.until == 22)
        #expect(fault("copy")?.isMomentary == true)
    }

    @Test func `shares of a fault are told in per cent, as scenarios write them`() throws {
        var world = World(plan: try SampleRun.plan(hosts: 2), seed: 1)
        var recorder = RunRecorder(title: SampleRun.title(seconds: 1), world: world)
        let range = Duration.milliseconds(100)...(.milliseconds(400))
        for fault in [Fault.latency(range, jitterPerMille: 500), .loss(perMille: 25)] {
            if let turn = world.apply(fault) { recorder.observe(turn, in: world) }
        }
        let names = recorder.finish(world, checks: [], unmet: []).faults.map(\.name)
        #expect(names.contains { $0.hasSuffix(", jitter 50 %") })
        #expect(names.contains("loss 2.5 %"))
    }

    @Test func `what is again as it should be is no fault`() throws {
        var plan = try SampleRun.plan(hosts: 2)
        plan.hosts[0].clock.driftPerMillion = 100
        var world = World(plan: plan, seed: 1)
        var recorder = RunRecorder(title: SampleRun.title(seconds: 1), world: world)
        let faults: [Fault] = [
            .drift([0], perMillion: 100), .drift([1], perMillion: 0), .drift([0], perMillion: 50),
            .drift([0], perMillion: 100), .crash([1]), .restart([1]), .restart([0]), .restart([]),
        ]
        for fault in faults {
            if let turn = world.apply(fault) { recorder.observe(turn, in: world) }
            while let turn = world.next(before: .zero) { recorder.observe(turn, in: world) }
        }
        let found = recorder.finish(world, checks: [], unmet: []).faults
        #expect(found.map(\.name) == ["drift 0 +50 ppm", "crash 1", "restart 0"])
        #expect(found.first?.until != nil)
    }

    @Test func `the start of a host whose disk was full is no fault`() throws {
        var world = World(plan: try SampleRun.plan(hosts: 2), seed: 1)
        var recorder = RunRecorder(title: SampleRun.title(seconds: 9), world: world)
        while let turn = world.next(before: .seconds(3)) { recorder.observe(turn, in: world) }
        if let turn = world.apply(.fullDisk([1], true)) { recorder.observe(turn, in: world) }
        while let turn = world.next(before: .seconds(8)) { recorder.observe(turn, in: world) }
        #expect(!world.hosts[1].isUp)
        for fault in [Fault.fullDisk([1], false), .restart([1])] {
            if let turn = world.apply(fault) { recorder.observe(turn, in: world) }
        }
        let names = recorder.finish(world, checks: [], unmet: []).faults.map(\.name)
        #expect(names == ["full disk 1"])
    }

    @Test func `a process that crashed is down until it is started`() throws {
        let record = try SampleRun.split.get().record
        #expect(record.hosts[2].phases.value(at: 18) == .down)
        #expect(record.hosts[2].phases.value(at: 20) == .up)
        #expect(record.hosts[2].phases.total { $0 == .down } == 2)
        #expect(record.hosts[1].phases.value(at: 21.5) == .stalled)
        #expect(record.hosts[1].phases.value(at: 22.5) == .up)
    }

    @Test func `beliefs tell what was not noticed yet from what is so`() throws {
        let record = try SampleRun.split.get().record
        let belief = record.hosts[0].beliefs[3]
        #expect(belief.value(at: 5) == .online)
        #expect(belief.value(at: 7) == .unnoticed)
        #expect(belief.value(at: 14) == .offline)
        #expect(belief.value(at: 23.5) == .online)
        #expect(record.hosts[2].beliefs[0].value(at: 18) == .blind)
        #expect(record.hosts[0].beliefs[0].intervals.isEmpty)
    }

    @Test func `a validator that is cut off does not bid until it is back`() throws {
        let channel = try #require(try SampleRun.split.get().record.channels.first)
        let bidding = channel.holders[3].bidding
        guard case .stopped(let reasons)? = bidding.value(at: 14) else {
            Issue.record("it was \(String(describing: bidding.value(at: 14)))")
            return
        }
        #expect(reasons.contains(.tooManyOffline))
        #expect(bidding.value(at: 23.5) == .active)
        #expect(channel.holders[2].bidding.value(at: 18) == .down)
    }

    @Test func `approved states and their events add up`() throws {
        let record = try SampleRun.split.get().record
        let channel = try #require(record.channels.first)
        #expect(channel.approvedStateCount > 5)
        #expect(channel.states.allSatisfy { $0.approvalCount <= 4 && !$0.isContested })
        let paid = channel.states.filter { $0.approvedAt != nil }.reduce(0) { $0 + $1.eventCount }
        #expect(paid >= record.latency.paidCount)
        #expect(record.latency.acknowledgedCount > 40)
        #expect(record.latency.paidCount == record.latency.acknowledgedCount)
    }

    @Test func `traffic by kind adds up to what hosts sent`() throws {
        let record = try SampleRun.split.get().record
        let sent = record.hosts.reduce(0) { $0 + $1.sentOctets }
        #expect(record.totalTraffic.totalOctets == sent)
        #expect(record.totalTraffic.count(of: .heartbeat) > 50)
        #expect(record.totalTraffic.count(of: .records) > 50)
        #expect(record.totalTraffic.octets(of: .proposal) > 0)
    }

    @Test func `samples cover the run`() throws {
        let record = try SampleRun.split.get().record
        #expect(record.sampleInterval == 0.05)
        #expect(record.samples.count == 480)
        #expect(record.hosts.allSatisfy { $0.poolDepths.count == 480 })
        #expect(record.samples.reduce(0) { $0 + $1.stepCount } > 1_000)
    }

    @Test(arguments: [1, 24, 60, 599, 3_600, 86_400])
    func `there are never more than six hundred samples`(seconds: Int) throws {
        let plan = try SampleRun.plan(hosts: 2)
        var world = World(plan: plan, seed: 1)
        var recorder = RunRecorder(title: SampleRun.title(seconds: seconds), world: world)
        let end = Duration.seconds(min(seconds, 90))
        while let turn = world.next(before: end) { recorder.observe(turn, in: world) }
        let record = recorder.finish(world, checks: [], unmet: [])
        #expect(record.samples.count <= RunRecorder.sampleLimit)
        #expect(record.sampleInterval * Double(RunRecorder.sampleLimit) >= Double(seconds))
        #expect(record.hosts[0].poolDepths.count == record.samples.count)
    }

    @Test func `the first breach fixes what is told of the hosts`() throws {
        var world = World(plan: try SampleRun.plan(hosts: 2), seed: 3)
        var recorder = RunRecorder(title: SampleRun.title(seconds: 4), world: world)
        var isNoted = false
        while let turn = world.next(before: .seconds(4)) {
            recorder.observe(turn, in: world)
            guard turn.at >= .seconds(2), !isNoted else { continue }
            isNoted = true
            let breach = BreachRecord(
                invariant: "theorem", at: turn.at, host: 1, detail: "it does not hold")
            recorder.note(breach, in: world)
        }
        let record = recorder.finish(world, checks: [], unmet: [])
        let failedAt = try #require(record.failedAt)
        #expect(!record.isPassed)
        #expect(record.excerpt.contains { $0.isAfter })
        #expect(record.excerpt.contains { $0.isSuspect && $0.host == 1 })
        #expect(record.excerpt.filter { !$0.isAfter }.allSatisfy { $0.at <= failedAt })
        #expect(!record.transcriptLines.isEmpty)
    }
}
