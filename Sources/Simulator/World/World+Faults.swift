// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import NodeCore
import Outpace
import Primitives
import Validator

/// What goes wrong, and how processes end and start.
extension World {
    /// Applies a fault now.
    ///
    /// - Returns: the turn that says so; what follows from it comes from `next`.
    @discardableResult
    public mutating func apply(_ fault: Fault) -> Turn? {
        note(fault)
        switch fault {
        case .partition, .block, .heal, .latency, .loss, .bandwidth, .disconnect, .connect:
            applyToNetwork(fault)
        case .crash, .tear, .restart, .copy, .restore, .slowDisk, .fullDisk, .drift, .jump, .stall,
            .turn:
            applyToHosts(fault)
        }
        return Turn(at: elapsed, kind: .fault(fault))
    }

    private mutating func applyToNetwork(_ fault: Fault) {
        switch fault {
        case .partition(let groups):
            sides = Array(repeating: groups.count, count: hosts.count)
            for (side, group) in groups.enumerated() { for host in group { sides[host] = side } }
            updateMutes()
        case .block(let from, let to):
            blocks.append(Block(from: marks(from), to: marks(to)))
            updateMutes()
        case .heal:
            sides = Array(repeating: 0, count: hosts.count)
            blocks = []
            updateMutes()
        case .latency(let range, let jitterPerMille):
            links.latency = range
            links.jitterPerMille = jitterPerMille
            latencySeed = network.next()
        case .loss(let perMille): links.lossPerMille = max(0, min(perMille, 999))
        case .bandwidth(let places, let rate):
            for host in places {
                hosts[host].uplinkOctetsPerSecond = rate
                hosts[host].uplinkFreeAt = clock
            }
        case .disconnect(let one, let other): cut(one, other)
        case .connect(let one, let other):
            let pair = Edge(dialer: min(one, other), listener: max(one, other))
            separated.removeAll { $0 == pair }
            addDialer(one, other)
            for (host, peer) in [(one, other), (other, one)] {
                guard let dialer = hosts[host].dialers[hosts[peer].key.peerID], hosts[host].isUp
                else { continue }
                dialNow(dialer)
            }
        case .crash, .tear, .restart, .copy, .restore, .slowDisk, .fullDisk, .drift, .jump, .stall,
            .turn:
            return
        }
    }

    private mutating func applyToHosts(_ fault: Fault) {
        switch fault {
        case .crash(let places):
            for host in places {
                let kept = Bool.random(using: &storage) ? hosts[host].committing : nil
                endProcess(host, keeping: kept)
            }
        case .tear(let places): for host in places { hosts[host].isDoomed = hosts[host].isUp }
        case .restart(let places): for host in places { restartProcess(host) }
        case .copy(let places, let name):
            for host in places { copies[name, default: [:]][host] = hosts[host].journal }
        case .restore(let places, let name):
            for host in places {
                endProcess(host, keeping: nil)
                if let copy = copies[name]?[host] { hosts[host].journal = copy }
                startProcess(host)
            }
        case .slowDisk(let places, let commit):
            for host in places { hosts[host].commit = commit.nanoseconds }
        case .fullDisk(let places, let isFull):
            for host in places { hosts[host].isDiskFull = isFull }
        case .drift(let places, let perMillion):
            for host in places {
                hosts[host].clock.drift(perMillion: perMillion, at: clock)
                rewake(host)
            }
        case .jump(let places, let duration):
            for host in places { hosts[host].clock.jump(by: duration) }
        case .stall(let places, let duration):
            for host in places { stall(host, until: clock + duration.nanosecondCount) }
            updateMutes()
        case .turn(let places, let role): for host in places { turn(host, to: role) }
        case .partition, .block, .heal, .latency, .loss, .bandwidth, .disconnect, .connect: return
        }
    }

    private func marks(_ places: [Int]) -> [Bool] {
        var marks = Array(repeating: false, count: hosts.count)
        for host in places { marks[host] = true }
        return marks
    }

    private mutating func stall(_ host: Int, until end: UInt64) {
        guard hosts[host].isUp else { return }
        hosts[host].stalledUntil = max(hosts[host].stalledUntil, end)
        hosts[host].isTurnDue = false
        schedule(
            .resume(host: Int32(host), incarnation: hosts[host].incarnation),
            at: hosts[host].stalledUntil)
    }

    private mutating func rewake(_ host: Int) {
        hosts[host].wakeAt = nil
        if hosts[host].isUp { scheduleWake(host) }
    }

    private mutating func turn(_ host: Int, to role: AdversaryRole?) {
        hosts[host].role = role
        hosts[host].adversary = role.map { makeAdversary($0, host) }
        if hosts[host].isUp { requestTurn(host) }
    }

    private mutating func makeAdversary(_ role: AdversaryRole, _ host: Int) -> Adversary {
        Adversary(
            role: role, key: hosts[host].key, hosts: hosts.map(\.key.peerID),
            parameters: hosts[host].parameters,
            seed: starts.next())
    }

    /// Breaks the connection of two hosts for both at once; what was under way is lost.
    mutating func cut(_ one: Int, _ other: Int) {
        guard let end = hosts[one].table[hosts[other].key.peerID] else { return }
        close(end, telling: false)
        close(end ^ 1, telling: false)
    }

    mutating func restartProcess(_ host: Int) {
        endProcess(host, keeping: hosts[host].committing)
        startProcess(host)
    }

    /// Ends the process of a host at once.
    ///
    /// - Parameters:
    ///   - batch: what a commit that was under way made durable all the same.
    ///   - isLost: whether a batch was stepped whose commit was not under way.
    mutating func endProcess(_ host: Int, keeping batch: Committing?, isLost: Bool = false) {
        guard hosts[host].isUp else { return }
        if let batch { hosts[host].journal.append(batch.records) }
        let hadBatch = hosts[host].committing != nil || isLost
        hosts[host].node = nil
        hosts[host].incarnation += 1
        hosts[host].wakeAt = nil
        hosts[host].isDoomed = false
        hosts[host].isTurnDue = false
        hosts[host].committing = nil
        hosts[host].inbox = []
        hosts[host].openedEnds = []
        hosts[host].stalledUntil = 0
        for end in ends.indices where ends[end].host == host {
            guard ends[end].phase == .open || ends[end].phase == .opening else { continue }
            // A reset may overtake what the process had written.
            let count = ends[end ^ 1].incoming.count
            let kept = Int.random(in: 0...count, using: &network)
            tally.lostMessages += UInt64(ends[end ^ 1].incoming.truncate(to: kept))
            close(end)
        }
        hosts[host].table = [:]
        hosts[host].known = [:]
        for dialer in dialers.indices where dialers[dialer].host == host {
            dialers[dialer].number += 1
            dialers[dialer].state = .off
        }
        note(.down, host)
        tellTurn(.down(host, lostBatch: hadBatch && batch == nil))
    }

    /// Starts the process of a host from its disk.
    mutating func startProcess(_ host: Int) {
        guard !hosts[host].isUp else { return }
        let snapshot = hosts[host].journal.snapshot
        hosts[host].incarnation += 1
        var parameters = hosts[host].parameters
        // Its two copies hear of each other's proposals, and mean to use the same sequences.
        if hosts[host].role == .equivocatingLeader {
            parameters.sequenceGapLimit = 0
            parameters.orphanedConnectionLife = nil
        }
        hosts[host].node = Node(
            key: hosts[host].key, parameters: parameters, restoring: snapshot,
            seed: starts.next(), at: hosts[host].clock.moment(at: clock))
        hosts[host].adversary = hosts[host].role.map { makeAdversary($0, host) }
        hosts[host].spinCount = 0
        note(.up, host)
        tellTurn(.up(host))
        for channel in snapshot.channels { tell(host, .chain(channel.channel.id, .active)) }
        scheduleWake(host)
        for dialer in dialers.indices where dialers[dialer].host == host { dialNow(dialer) }
    }
}
