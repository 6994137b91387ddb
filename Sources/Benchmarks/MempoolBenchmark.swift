// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives

/// Times the structures of the mempool at growing sizes, so that the growth shows beside the cost.
package enum MempoolBenchmark {
    /// The figures of one structure at one size.
    package struct Row: Hashable, Sendable {
        /// How many keys or events.
        package let size: Int
        /// What was timed and in which order of arrival, for example `order, random`.
        package let subject: String
        /// Nanoseconds per insertion.
        package let insertNanoseconds: Int
        /// Nanoseconds per look-up of one that is there, in random order.
        package let findNanoseconds: Int
        /// Nanoseconds per removal of the lowest; nil for what has no order.
        package let popFirstNanoseconds: Int?
        /// Nanoseconds per fingerprint of a random range; nil for what has no order.
        package let rangeNanoseconds: Int?
        /// The longest 16 insertions together, in nanoseconds: a step that costs O(n) would show.
        package let worstInsertNanoseconds: Int
    }

    private static let clock = ContinuousClock()

    /// Runs everything at each size; each size takes about 10 us per key.
    package static func run(sizes: [Int]) -> [Row] {
        sizes.flatMap { size -> [Row] in
            let keys = makeKeys(size)
            let ascending = keys.sorted()
            return [
                order(keys, "order, random"), order(ascending, "order, ascending"),
                order(ascending.reversed(), "order, descending"),
                order(inwards(ascending), "order, from both ends"),
                pool(keys), ledger(keys),
            ]
        }
    }

    private static func order(_ keys: [EventKey], _ subject: String) -> Row {
        var order = EventOrder()
        let insertion = time(keys) { order.insert($0) }
        let probes = shuffled(keys)
        let find = mean(probes.count) {
            for key in probes { precondition(order.contains(key), "a key that was inserted") }
        }
        let few = Array(probes.prefix(10_000))
        let range = mean(few.count) {
            for (lower, upper) in zip(few, few.reversed()) {
                let summary = order.summary(from: min(lower, upper), to: max(lower, upper))
                precondition(summary.count >= 0, "a count")
            }
        }
        let pop = mean(keys.count) { while order.popFirst() != nil {} }
        return Row(
            size: keys.count, subject: subject, insertNanoseconds: insertion.mean,
            findNanoseconds: find, popFirstNanoseconds: pop, rangeNanoseconds: range,
            worstInsertNanoseconds: insertion.worst
        )
    }

    private static func pool(_ keys: [EventKey]) -> Row {
        guard let publisher = Address(bytes: Bytes(repeating: 1, count: Address.byteCount)) else {
            return ledger(keys)
        }
        let parameters = MempoolParameters(
            eventLimit: .max, byteLimit: .max, placementSeed: 0x6f75_7470_6163_6531
        )
        var pool = EventPool(parameters: parameters, validators: 4)
        let insertion = time(keys) { key in
            _ = pool.insert(
                PooledEvent(
                    key: key, record: Bytes(repeating: 7, count: 200), type: 1,
                    publisher: publisher, isUserSigned: false
                )
            )
        }
        let probes = shuffled(keys)
        let find = mean(probes.count) {
            for key in probes { precondition(pool[key.id] != nil, "an event that was inserted") }
        }
        let pop = mean(keys.count) { while pool.popFirst() != nil {} }
        return Row(
            size: keys.count, subject: "pool, records of 200 octets",
            insertNanoseconds: insertion.mean, findNanoseconds: find, popFirstNanoseconds: pop,
            rangeNanoseconds: nil, worstInsertNanoseconds: insertion.worst
        )
    }

    private static func ledger(_ keys: [EventKey]) -> Row {
        var ledger = IncludedLedger(placementSeed: 0x6f75_7470_6163_6531)
        let insertion = time(keys) { ledger.insert($0.id) }
        let probes = shuffled(keys)
        let find = mean(probes.count) {
            for key in probes { precondition(ledger.contains(key.id), "an id that was inserted") }
        }
        return Row(
            size: keys.count, subject: "included ids", insertNanoseconds: insertion.mean,
            findNanoseconds: find, popFirstNanoseconds: nil, rangeNanoseconds: nil,
            worstInsertNanoseconds: insertion.worst
        )
    }

    /// Random ids at one time, so that every comparison has to look at the id.
    private static func makeKeys(_ count: Int) -> [EventKey] {
        var generator = SeededGenerator(seed: 8)
        return (0..<count).map { _ in
            let words = (generator.next(), generator.next(), generator.next(), generator.next())
            return EventKey(
                occurredAt: Timestamp(milliseconds: 1), id: EventID(Digest(words: words))
            )
        }
    }

    private static func shuffled(_ keys: [EventKey]) -> [EventKey] {
        var generator = SeededGenerator(seed: 9)
        return keys.shuffled(using: &generator)
    }

    /// The lowest, the highest, the second lowest: every insertion lands in the middle.
    private static func inwards(_ ascending: [EventKey]) -> [EventKey] {
        ascending.indices.map { index in
            ascending[index % 2 == 0 ? index / 2 : ascending.count - 1 - index / 2]
        }
    }

    private static func mean(_ count: Int, _ body: () -> Void) -> Int {
        nanoseconds(clock.measure(body)) / max(count, 1)
    }

    /// Times calls in batches of 16: few enough to show one slow step.
    private static func time(
        _ keys: [EventKey], _ body: (EventKey) -> Void
    ) -> (mean: Int, worst: Int) {
        var total = 0
        var worst = 0
        for start in stride(from: 0, to: keys.count, by: 16) {
            let batch = keys[start..<min(start + 16, keys.count)]
            let elapsed = nanoseconds(clock.measure { for key in batch { body(key) } })
            total += elapsed
            worst = max(worst, elapsed)
        }
        return (total / max(keys.count, 1), worst)
    }

    private static func nanoseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    }
}
