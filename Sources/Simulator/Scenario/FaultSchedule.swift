// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import SimulatedWorld

/// What goes wrong in a run, and when: hosts are picked when a fault is due.
struct FaultSchedule: Sendable {
    /// Something that is due.
    private enum Due {
        case entry(Int)
        /// The end of a fault with `for`.
        case undo([Fault])
    }

    private let entries: [TimelineEntry]
    private let plan: WorldPlan
    private let duration: Duration
    private var agenda: [(at: Duration, number: Int, due: Due)] = []
    private var count = 0
    private var generator: SeededGenerator
    private var hasRedrawnLatency = false
    private var limitedUplinks: [Int] = []

    init(_ scenario: Scenario, plan: WorldPlan, generator: SeededGenerator) {
        entries = scenario.timeline
        self.plan = plan
        duration = scenario.duration
        self.generator = generator
        for (index, entry) in entries.enumerated() { add(.entry(index), at: entry.at) }
        for (index, group) in scenario.groups.enumerated() where group.joins > .zero {
            let hosts = Array(scenario.hosts(of: index))
            add(.undo([.crash(hosts)]), at: .zero)
            add(.undo([.restart(hosts)]), at: group.joins)
        }
    }

    /// When the next fault is due.
    var nextDue: Duration? { agenda.first?.at }

    /// The faults that are due now.
    mutating func faults(at elapsed: Duration, census: HostCensus) -> [Fault] {
        var faults: [Fault] = []
        while let first = agenda.first, first.at <= elapsed {
            agenda.removeFirst()
            switch first.due {
            case .undo(let undone): faults += undone
            case .entry(let index): faults += happen(index, at: first.at, census: census)
            }
        }
        return faults
    }

    /// What ends all faults: roles stay, and so do wall clocks that jumped.
    func healing(census: HostCensus) -> [Fault] {
        let hosts = Array(plan.hosts.indices)
        var faults: [Fault] = [.heal, .loss(perMille: plan.links.lossPerMille)]
        faults += [.fullDisk(hosts, false)]
        for host in hosts { faults.append(.slowDisk([host], commit: plan.hosts[host].disk.commit)) }
        for host in hosts {
            faults.append(.drift([host], perMillion: plan.hosts[host].clock.driftPerMillion))
        }
        if hasRedrawnLatency {
            faults.append(
                .latency(plan.links.latency, jitterPerMille: plan.links.jitterPerMille))
        }
        for host in limitedUplinks {
            faults.append(
                .bandwidth([host], octetsPerSecond: plan.hosts[host].uplinkOctetsPerSecond))
        }
        let down = hosts.filter { !census.isUp[$0] }
        return down.isEmpty ? faults : faults + [.restart(down)]
    }

    private mutating func add(_ due: Due, at time: Duration) {
        count += 1
        let place = agenda.firstIndex { $0.at > time } ?? agenda.endIndex
        agenda.insert((time, count, due), at: place)
    }

    private mutating func happen(
        _ index: Int, at time: Duration, census: HostCensus
    ) -> [Fault] {
        let entry = entries[index]
        if let every = entry.every, time + every < min(entry.until ?? duration, duration) {
            add(.entry(index), at: time + every)
        }
        let lasts = entry.lasts.map { min($0, duration - time) }
        let faults = resolve(entry.fault, lasts: lasts, census: census)
        if let lasts, lasts > .zero {
            let undone = faults.flatMap(undoing)
            if !undone.isEmpty { add(.undo(undone), at: time + lasts) }
        }
        return faults
    }

    private mutating func resolve(
        _ form: FaultForm, lasts: Duration?, census: HostCensus
    ) -> [Fault] {
        func pick(_ selector: HostSelector) -> [Int] { census.hosts(selector, &generator) }
        switch form {
        case .partition(let groups): return [.partition(groups.map(pick))]
        case .block(let from, let to): return [.block(from: pick(from), to: pick(to))]
        case .heal: return [.heal]
        case .crash(let hosts): return [.crash(pick(hosts))]
        case .tear(let hosts): return [.tear(pick(hosts))]
        case .restart(let hosts): return [.restart(pick(hosts))]
        case .copy(let hosts, let name): return [.copy(pick(hosts), name: name)]
        case .restore(let hosts, let name): return [.restore(pick(hosts), name: name)]
        case .slowDisk(let hosts, let commit): return [.slowDisk(pick(hosts), commit: commit)]
        case .fullDisk(let hosts): return [.fullDisk(pick(hosts), true)]
        case .freeDisk(let hosts): return [.fullDisk(pick(hosts), false)]
        case .drift(let hosts, let rates):
            return pick(hosts).map {
                .drift([$0], perMillion: Int.random(in: rates, using: &generator))
            }
        case .jump(let hosts, let range):
            return pick(hosts).map { .jump([$0], by: generator.duration(in: range)) }
        case .latency(let range, let jitter):
            hasRedrawnLatency = true
            return [.latency(range, jitterPerMille: jitter)]
        case .loss(let perMille): return [.loss(perMille: perMille)]
        case .bandwidth(let hosts, let rate):
            let picked = pick(hosts)
            limitedUplinks += picked.filter { !limitedUplinks.contains($0) }
            return [.bandwidth(picked, octetsPerSecond: rate)]
        case .stall(let hosts): return [.stall(pick(hosts), for: lasts ?? .zero)]
        case .turn(let hosts, let role):
            return [.turn(pick(hosts), role?.resolved(census, &generator))]
        case .disconnect(let from, let to):
            return pairs(pick(from), pick(to)).map { .disconnect($0, $1) }
        case .connect(let from, let to):
            return pairs(pick(from), pick(to)).map { .connect($0, $1) }
        }
    }

    private func pairs(_ from: [Int], _ to: [Int]) -> [(Int, Int)] {
        from.flatMap { one in to.filter { $0 != one }.map { (one, $0) } }
    }

    /// What `for` means for each fault.
    private func undoing(_ fault: Fault) -> [Fault] {
        switch fault {
        case .partition, .block: [.heal]
        case .crash(let hosts), .tear(let hosts): [.restart(hosts)]
        case .fullDisk(let hosts, true): [.fullDisk(hosts, false), .restart(hosts)]
        case .slowDisk(let hosts, _):
            hosts.map { .slowDisk([$0], commit: plan.hosts[$0].disk.commit) }
        case .drift(let hosts, _):
            hosts.map { .drift([$0], perMillion: plan.hosts[$0].clock.driftPerMillion) }
        case .jump(let hosts, let by): [.jump(hosts, by: .zero - by)]
        case .latency: [.latency(plan.links.latency, jitterPerMille: plan.links.jitterPerMille)]
        case .loss: [.loss(perMille: plan.links.lossPerMille)]
        case .bandwidth(let hosts, _):
            hosts.map { .bandwidth([$0], octetsPerSecond: plan.hosts[$0].uplinkOctetsPerSecond) }
        case .turn(let hosts, _): [.turn(hosts, nil)]
        case .heal, .restart, .copy, .restore, .fullDisk(_, false), .stall, .disconnect, .connect:
            []
        }
    }
}
