// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives
import Reconciliation

/// A sorted set of keys for the tests: the pool's own order, without events.
struct SampleKeys: OrderedKeys {
    var order = EventOrder()

    init(_ keys: [EventKey] = []) { for key in keys { order.insert(key) } }

    func rank(of key: EventKey) -> Int { order.rank(of: key) }

    func key(atRank rank: Int) -> EventKey? { order.key(atRank: rank) }

    func sum(from lower: EventKey, to upper: EventKey?) -> RangeSum {
        let (count, sum) = order.summary(from: lower, to: upper)
        return RangeSum(count: count, sum: sum.digest)
    }

    func listed(from lower: EventKey, to upper: EventKey?, limit: Int) -> [EventKey] {
        var listed: [EventKey] = []
        guard limit > 0 else { return listed }
        order.visit(from: lower) { key in
            if let upper, key >= upper { return false }
            listed.append(key)
            return listed.count < limit
        }
        return listed
    }

    /// Keys with random ids, spread over ten minutes of wall clock like the events of a busy channel.
    static func keys(_ count: Int, seed: UInt64, spanMillis: UInt64 = 600_000) -> [EventKey] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let time = 1_760_000_000_000 + UInt64.random(in: 0..<spanMillis, using: &generator)
            let words = (
                generator.next(), generator.next(), generator.next(), generator.next()
            )
            return EventKey(
                occurredAt: Timestamp(milliseconds: time), id: EventID(Digest(words: words)))
        }
    }
}

/// What one run between two sets came to.
struct SampleRun {
    var findings = Initiator.Findings()
    /// The octets of each message, in order, questions first.
    var messages: [Int] = []
    var work = 0
    var isDone = false

    var byteCount: Int { messages.reduce(0, +) }

    /// Round trips until the initiator knew everything.
    var rounds: Int { messages.count / 2 + messages.count % 2 }

    static let hashing = RangeHashing(session: [1, 2, 3], scope: [4])

    init(
        _ ours: SampleKeys, _ theirs: SampleKeys, limits: ReconciliationLimits = .init(),
        answererLimits: ReconciliationLimits? = nil, upper: EventKey? = nil, random: UInt64 = 7
    ) throws {
        var initiator = Initiator(hashing: Self.hashing, limits: limits)
        var question: Bytes? = initiator.open(ours, through: upper, context: [9], random: random)
        while let asked = question {
            messages.append(asked.count)
            var responder = Responder(
                keys: theirs, hashing: Self.hashing, context: [9],
                limits: answererLimits ?? limits)
            let answer = try responder.answer(asked)
            work += responder.work
            question = nil
            guard let answer else { continue }
            messages.append(answer.count)
            let found = try initiator.receive(answer, ours)
            findings.have += found.have
            findings.haveRanges += found.haveRanges
            findings.need += found.need
            question = initiator.next(ours)
        }
        isDone = initiator.isDone
        work += initiator.work
        for range in findings.haveRanges {
            let keys = ours.listed(from: range.lower, to: range.upper, limit: .max)
            findings.have += keys.map(\.id)
        }
    }
}
