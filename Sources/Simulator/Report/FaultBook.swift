// This source file is part of the Outpace project. License: see LICENSE.

import SimulatedWorld

/// Pairs faults with what undoes them.
struct FaultBook: Sendable {
    private struct Open: Sendable {
        let place: Int
        /// What a later fault must have to undo this one; hosts that are not healed yet.
        let key: Key
        var hosts: [Int]
    }

    private enum Key: Hashable, Sendable {
        case reach, down, disk, space, drift, latency, loss, bandwidth, conduct
    }

    /// Faults that are kept; later ones are counted.
    static let limit = 2_000

    private(set) var records: [FaultRecord] = []
    private(set) var droppedCount = 0
    private var open: [Open] = []
    private var downHosts: Set<Int> = []

    /// Takes note of a fault.
    ///
    /// What is again as the plan has it is no fault, nor is the start of what is down.
    mutating func observe(_ fault: Fault, at time: Double, plan: WorldPlan) {
        switch fault {
        case .partition:
            close(.reach, at: time, only: { $0.hosts.isEmpty })
            begin(fault, .reach, [], at: time)
        case .block(let from, _): begin(fault, .reach, from, at: time)
        case .heal: close(.reach, at: time)
        case .crash(let hosts), .tear(let hosts): begin(fault, .down, hosts, at: time)
        case .restart(let hosts):
            if !downHosts.isSuperset(of: hosts) { begin(fault, nil, [], at: time) }
        case .copy, .restore, .jump: begin(fault, nil, [], at: time)
        case .slowDisk(let hosts, let commit):
            release(.disk, hosts, at: time)
            let isSlow = hosts.contains { host in
                plan.hosts[host].disk.commit.upperBound < commit.upperBound
            }
            if isSlow { begin(fault, .disk, hosts, at: time) }
        case .fullDisk(let hosts, let isFull):
            if isFull {
                begin(fault, .space, hosts, at: time)
            } else {
                release(.space, hosts, at: time)
            }
        case .drift(let hosts, let perMillion):
            release(.drift, hosts, at: time)
            let isUsual = hosts.allSatisfy {
                plan.hosts[$0].clock.driftPerMillion == perMillion
            }
            if !isUsual { begin(fault, .drift, hosts, at: time) }
        case .latency(let range, let jitter):
            close(.latency, at: time)
            let isUsual = range == plan.links.latency && jitter == plan.links.jitterPerMille
            if !isUsual { begin(fault, .latency, [], at: time) }
        case .loss(let perMille):
            close(.loss, at: time)
            if perMille > plan.links.lossPerMille { begin(fault, .loss, [], at: time) }
        case .bandwidth(let hosts, let rate):
            release(.bandwidth, hosts, at: time)
            let isUsual = hosts.allSatisfy { plan.hosts[$0].uplinkOctetsPerSecond == rate }
            if !isUsual { begin(fault, .bandwidth, hosts, at: time) }
        case .stall(_, let duration):
            add(
                FaultRecord(
                    concern: fault.concern, name: fault.words, from: time,
                    until: time + duration.inSeconds))
        case .turn(let hosts, let role):
            release(.conduct, hosts, at: time)
            if role != nil { begin(fault, .conduct, hosts, at: time) }
        case .disconnect: begin(fault, nil, [], at: time)
        case .connect: begin(fault, nil, [], at: time)
        }
    }

    /// The process of a host runs again.
    mutating func observeStart(of host: Int, at time: Double) {
        downHosts.remove(host)
        release(.down, [host], at: time)
    }

    /// The process of a host ended.
    mutating func observeEnd(of host: Int) { downHosts.insert(host) }

    /// A host misbehaves from the start.
    mutating func observeRole(_ name: String, of hosts: [Int]) {
        guard
            add(
                FaultRecord(
                    concern: .conduct, name: HostWords.spaced(name) + " " + HostWords.list(hosts),
                    from: 0))
        else { return }
        open.append(Open(place: records.count - 1, key: .conduct, hosts: hosts))
    }

    @discardableResult
    private mutating func add(_ record: FaultRecord) -> Bool {
        guard records.count < Self.limit else {
            droppedCount += 1
            return false
        }
        records.append(record)
        return true
    }

    private mutating func begin(_ fault: Fault, _ key: Key?, _ hosts: [Int], at time: Double) {
        let record = FaultRecord(
            concern: fault.concern, name: fault.words, from: time, isMomentary: key == nil)
        guard add(record), let key else { return }
        open.append(Open(place: records.count - 1, key: key, hosts: hosts))
    }

    private mutating func close(
        _ key: Key, at time: Double, only matches: (Open) -> Bool = { _ in true }
    ) {
        for fault in open where fault.key == key && matches(fault) {
            records[fault.place].until = time
        }
        open.removeAll { $0.key == key && matches($0) }
    }

    /// Some hosts are as they were; a fault is over when all its hosts are.
    private mutating func release(_ key: Key, _ hosts: [Int], at time: Double) {
        for place in open.indices where open[place].key == key {
            open[place].hosts.removeAll { hosts.contains($0) }
            if open[place].hosts.isEmpty { records[open[place].place].until = time }
        }
        open.removeAll { $0.key == key && $0.hosts.isEmpty }
    }
}
