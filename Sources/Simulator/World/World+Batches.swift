// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Primitives

/// The loop of a host: takes what has gathered, steps the node, commits, performs.
extension World {
    mutating func requestTurn(_ host: Int) {
        guard !hosts[host].isTurnDue, hosts[host].committing == nil,
            hosts[host].stalledUntil <= clock
        else { return }
        hosts[host].isTurnDue = true
        schedule(.turn(host: Int32(host), incarnation: hosts[host].incarnation), at: clock)
    }

    mutating func wake(_ host: Int) {
        hosts[host].wakeAt = nil
        guard let deadline = hosts[host].deadline else { return }
        guard deadline <= hosts[host].clock.moment(at: clock).instant else {
            return scheduleWake(host)
        }
        requestTurn(host)
    }

    mutating func resume(_ host: Int) {
        guard hosts[host].stalledUntil <= clock else { return }
        updateMutes()
        if hosts[host].committing == nil { requestTurn(host) }
    }

    mutating func takeTurn(_ host: Int) {
        hosts[host].isTurnDue = false
        guard hosts[host].isUp, hosts[host].committing == nil else { return }
        guard hosts[host].stalledUntil <= clock else { return }
        let now = hosts[host].clock.moment(at: clock)
        let batch = hosts[host].step(at: now, counters: &tally)
        guard !batch.records.isEmpty else { return perform(batch, of: host) }
        if hosts[host].isDiskFull { return endProcess(host, keeping: nil, isLost: true) }
        let duration = UInt64.random(in: hosts[host].commit, using: &storage)
        if hosts[host].isDoomed {
            hosts[host].committing = batch
            return endProcess(
                host, keeping: Bool.random(using: &storage) ? batch : nil, isLost: true)
        }
        guard duration > 0 else { return perform(batch, of: host) }
        hosts[host].committing = batch
        schedule(
            .committed(host: Int32(host), incarnation: hosts[host].incarnation),
            at: clock + duration)
    }

    mutating func finishCommit(_ host: Int) {
        // A process that stands still does not see the end of its commit.
        if hosts[host].stalledUntil > clock {
            return schedule(
                .committed(host: Int32(host), incarnation: hosts[host].incarnation),
                at: hosts[host].stalledUntil)
        }
        guard let batch = hosts[host].committing else { return }
        hosts[host].committing = nil
        perform(batch, of: host)
    }

    /// Makes the records of a batch durable and performs its effects, in order.
    private mutating func perform(_ batch: Committing, of host: Int) {
        if !batch.records.isEmpty { hosts[host].journal.append(batch.records) }
        tally.records += UInt64(batch.records.count)
        tally.batches += 1
        let incarnation = hosts[host].incarnation
        for effect in batch.effects {
            note(effect, of: host)
            perform(effect, of: host)
        }
        if plan.depth == .octets { flushSessions() }
        tellTurn(
            .batch(
                Batch(
                    host: host, inputs: batch.inputs, effects: batch.effects,
                    isHonest: hosts[host].isHonest,
                    durableCount: hosts[host].journal.records.count)))
        guard hosts[host].incarnation == incarnation else { return }
        scheduleWake(host)
        if !hosts[host].inbox.isEmpty { requestTurn(host) }
    }

    private mutating func perform(_ effect: NodeEffect, of host: Int) {
        switch effect {
        case .persist: return
        case .sendGossip(let bytes, let peer): send(.gossip(bytes), from: host, to: peer)
        case .sendDirect(let bytes, let peer):
            hosts[host].directBytesSent += bytes.count
            send(.direct(bytes), from: host, to: peer)
        case .answer(let ticket, let answer): hosts[host].answers[ticket] = answer
        case .load(let query):
            switch query {
            case .states: hosts[host].stateLoadCount += 1
            case .records: hosts[host].recordLoadCount += 1
            case .missing: break
            }
            tell(host, .loaded(hosts[host].journal.answer(query)))
        case .learnt(let addresses, let peer): learn(addresses, of: peer, at: host)
        case .graylist(let peer, let isGraylisted):
            if let end = hosts[host].table[peer] { ends[end].isGraylisted = isGraylisted }
        case .disconnect(let peer, let reason): refuse(peer, at: host, "\(reason)")
        case .notice(.delivered): return
        case .notice(let notice): hosts[host].keep(notice, at: now)
        }
    }

    mutating func scheduleWake(_ host: Int) {
        hosts[host].refreshDeadline()
        guard let deadline = hosts[host].deadline else { return }
        let due = hosts[host].clock.trueTime(of: deadline)
        let isPast = due <= clock
        hosts[host].spinCount = isPast ? hosts[host].spinCount + 1 : 0
        if hosts[host].spinCount == 1_000 { report("\(host) is woken without end") }
        let wakeAt = isPast ? clock + 1_000_000 : due
        if let present = hosts[host].wakeAt, present <= wakeAt { return }
        hosts[host].wakeAt = wakeAt
        schedule(.wake(host: Int32(host), incarnation: hosts[host].incarnation), at: wakeAt)
    }

    /// Keeps what a test or a report may want to show; bounded.
    mutating func report(_ fault: String) {
        if faults.count < 10_000 { faults.append(fault) }
    }
}

extension Host {
    /// Asks the node and its adversary when they want to be woken.
    mutating func refreshDeadline() {
        deadline = node?.nextDeadline
        guard let own = deadline, let other = adversary?.nextDeadline else { return }
        deadline = min(own, other)
    }

    /// Steps the node with what has gathered, with `woke` when that is due, and with `settled`.
    mutating func step(at now: Moment, counters: inout WorldCounters) -> Committing {
        var inputs: [NodeInput] = []
        swap(&inputs, &inbox)
        var effects: [NodeEffect] = []
        for input in inputs {
            follow(input)
            if adversary == nil { run(input, at: now, into: &effects) }
        }
        if !inputs.isEmpty { refreshDeadline() }
        if let deadline, deadline <= now.instant {
            inputs.append(.woke)
            if adversary == nil { run(.woke, at: now, into: &effects) }
        }
        inputs.append(.settled)
        if adversary == nil {
            run(.settled, at: now, into: &effects)
        } else if var node {
            // The adversary alone may hold the node while it bends it.
            self.node = nil
            effects = adversary?.step(inputs, node: &node, at: now) ?? []
            self.node = node
        }
        counters.steps += UInt64(inputs.count)
        var records: [NodeRecord] = []
        for case .persist(let record) in effects { records.append(record) }
        return Committing(inputs: inputs, effects: effects, records: records)
    }

    private mutating func run(
        _ input: NodeInput, at now: Moment, into effects: inout [NodeEffect]
    ) {
        guard let more = node?.step(input, at: now), !more.isEmpty else { return }
        if effects.isEmpty { effects = more } else { effects += more }
    }

    /// Keeps track of the sessions that the node knows of.
    private mutating func follow(_ input: NodeInput) {
        switch input {
        case .connected(let peer, _):
            if !openedEnds.isEmpty { known[peer] = openedEnds.removeFirst() }
        case .disconnected(let peer): known[peer] = nil
        case .gossipReady, .laneReady, .laneClosed, .gossip, .direct, .submitted, .channelAdded,
            .chain, .priced, .retargeted, .loaded, .settled, .woke:
            return
        }
    }
}
