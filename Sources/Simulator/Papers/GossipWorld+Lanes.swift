// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Mempool
import Primitives
import Reconciliation
import Wire

/// What validators say to each other outside gossip.
enum LaneItem {
    case statement(Int, isRepair: Bool)
    case question(Bytes)
    /// Nil: all that was asked about is equal.
    case answer(Bytes?)
    case wanted([EventID])
}

extension GossipWorld {
    /// Octets of a lane's frame around what it carries, and of its acknowledgement.
    private static let frameOctets = 16

    /// Sends a statement to the validators of its channel; answers to whom.
    mutating func sendDirect(_ message: Message, by node: Int) -> [PeerID] {
        guard let channel = layout.channel(of: node) else { return [] }
        let number = Self.number(of: message)
        _ = keep(number, at: node)
        var served: [PeerID] = []
        for other in channel where other != node && hosts[other].isOnline {
            totals.direct += 1
            say(.statement(number, isRepair: false), from: node, to: other)
            served.append(hosts[other].id)
        }
        return served
    }

    /// Puts a statement of its channel into a validator's set; answers who else gets it directly.
    mutating func keep(_ number: Int, at node: Int) -> [PeerID] {
        let author = book.author(of: number)
        guard let channel = layout.channel(of: author), channel.contains(node) else { return [] }
        let key = Self.key(of: messages[number], at: book.published(number))
        messageOfStatement[key.id] = number
        hosts[node].statements.insert(key)
        return channel.filter { $0 != node && hosts[$0].isOnline }.map { hosts[$0].id }
    }

    /// The place of a statement: by its time, and a hash of its name.
    private static func key(of message: Message, at time: Instant) -> EventKey {
        var generator = SeededGenerator(seed: UInt64(number(of: message)))
        let words = (generator.next(), generator.next(), generator.next(), generator.next())
        return EventKey(
            occurredAt: Timestamp(milliseconds: time.nanoseconds / 1_000_000),
            id: EventID(Digest(words: words)))
    }

    private mutating func say(_ item: LaneItem, from node: Int, to target: Int) {
        var octets = Self.frameOctets
        switch item {
        case .statement(let number, let isRepair):
            octets += messages[number].raw.count
            totals.messages += 1
            totals.laneOctets += octets
            if isRepair { totals.repaired += 1 }
        case .question(let question):
            octets += 8 + question.count
            totals.comparisonOctets += octets
        case .answer(let answer):
            octets += 8 + (answer?.count ?? 0)
            totals.comparisonOctets += octets
        case .wanted(let ids):
            octets += 8 + ids.count * 34
            totals.comparisonOctets += octets
        }
        let due = arrival(of: octets, from: node, to: target)
        schedule(.lane(hop(node, target), item), at: due)
    }

    mutating func hear(_ item: LaneItem, _ hop: Hop) {
        switch item {
        case .statement(let number, _):
            step(hop.to, .received(messages[number], from: hosts[hop.from].id))
        case .question(let question):
            let keys = StatementKeys(order: hosts[hop.to].statements)
            var responder = Responder(
                keys: keys, hashing: hashing(hop.from, hop.to), context: [],
                limits: ReconciliationLimits())
            do throws(WireError) {
                let answer = try responder.answer(question)
                say(.answer(answer), from: hop.to, to: hop.from)
            } catch {
                preconditionFailure("an honest question was refused: \(error)")
            }
        case .answer(let answer): take(answer, hop)
        case .wanted(let ids):
            for id in ids {
                guard let number = messageOfStatement[id] else { continue }
                say(.statement(number, isRepair: true), from: hop.to, to: hop.from)
            }
        }
    }

    /// Begins a comparison, and sets when the next one is due.
    mutating func compare(_ hop: Hop, isWhole: Bool) {
        guard let lanes = layout.lanes else { return }
        let jitter = Int(generator.next() % 250)
        let wait = lanes.reconcileInterval + lanes.reconcileInterval * jitter / 1_000
        schedule(.compare(hop, isWhole: false), at: now.advanced(by: wait))
        totals.comparisons += 1
        let keys = StatementKeys(order: hosts[hop.from].statements)
        var initiator = Initiator(
            hashing: hashing(hop.from, hop.to), limits: ReconciliationLimits())
        let question = initiator.open(
            keys, through: isWhole ? nil : settledBound(lanes), context: [],
            random: generator.next())
        hosts[hop.from].runs[hop.to] = initiator
        say(.question(question), from: hop.from, to: hop.to)
    }

    private func settledBound(_ lanes: GossipLayout.Lanes) -> EventKey {
        let settled = now.advanced(by: .zero - lanes.settling)
        let time = Timestamp(milliseconds: settled.nanoseconds / 1_000_000)
        return EventKey(occurredAt: time, id: EventID(.zero))
    }

    private func hashing(_ one: Int, _ other: Int) -> RangeHashing {
        var salt: Bytes = []
        UInt64(min(one, other)).appendBigEndian(to: &salt)
        UInt64(max(one, other)).appendBigEndian(to: &salt)
        return RangeHashing(session: salt, scope: [])
    }

    /// Takes an answer to a question of a node: hands over what the other lacks, asks for what it
    /// lacks itself, and asks on until the difference is known.
    private mutating func take(_ answer: Bytes?, _ hop: Hop) {
        guard var initiator = hosts[hop.to].runs.removeValue(forKey: hop.from), let answer else {
            return
        }
        let keys = StatementKeys(order: hosts[hop.to].statements)
        do throws(WireError) {
            let findings = try initiator.receive(answer, keys)
            var lacking = findings.have
            for range in findings.haveRanges {
                let listed = keys.listed(from: range.lower, to: range.upper, limit: .max)
                lacking += listed.map(\.id)
            }
            for id in lacking {
                guard let number = messageOfStatement[id] else { continue }
                say(.statement(number, isRepair: true), from: hop.to, to: hop.from)
            }
            if !findings.need.isEmpty { say(.wanted(findings.need), from: hop.to, to: hop.from) }
        } catch {
            preconditionFailure("an honest answer was refused: \(error)")
        }
        guard let question = initiator.next(keys) else { return }
        hosts[hop.to].runs[hop.from] = initiator
        say(.question(question), from: hop.to, to: hop.from)
    }
}
