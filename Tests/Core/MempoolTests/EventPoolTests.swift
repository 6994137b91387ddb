// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives
import Testing

/// Events with ids drawn from a seed.
struct EventMaker {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func id() -> EventID {
        EventID(
            Digest(words: (generator.next(), generator.next(), generator.next(), generator.next()))
        )
    }

    mutating func event(
        at milliseconds: UInt64, byteCount: Int = 200, isUserSigned: Bool = false
    ) throws -> PooledEvent {
        PooledEvent(
            key: EventKey(occurredAt: Timestamp(milliseconds: milliseconds), id: id()),
            record: Bytes(repeating: UInt8(truncatingIfNeeded: milliseconds), count: byteCount),
            type: 1, publisher: try #require(Address(bytes: Bytes(repeating: 9, count: 20))),
            isUserSigned: isUserSigned
        )
    }
}

struct EventPoolTests {
    private func pool(
        eventLimit: Int = 10_000, byteLimit: Int = 1 << 30, waitingLimit: Int = 100
    ) -> EventPool {
        EventPool(
            parameters: MempoolParameters(
                eventLimit: eventLimit, byteLimit: byteLimit,
                waitingLimitPerValidator: waitingLimit, placementSeed: 77
            ), validators: 4
        )
    }

    @Test func `an empty pool has the empty summary`() {
        let summary = PoolSummary(count: 0, fingerprint: .zero, watermark: nil)
        #expect(pool().summary == summary)
        #expect(pool().firstKey == nil)
    }

    @Test func `an event that went in is found by its id`() throws {
        var maker = EventMaker(seed: 1)
        var pool = pool()
        let event = try maker.event(at: 5)
        #expect(pool.insert(event) == .success(true))
        #expect(pool[event.id] == event)
        #expect(pool.contains(event.id))
        #expect(pool.byteCount == 200)
    }

    @Test func `an event waits for payment while a validator or its user vouches for it`() throws {
        var maker = EventMaker(seed: 3)
        var pool = pool()
        let (bare, signed) = (try maker.event(at: 5), try maker.event(at: 6, isUserSigned: true))
        _ = pool.insert(bare)
        #expect(pool.vouchedCount == 0)
        _ = pool.insert(signed)
        pool.observe(signed.id, by: 1)
        #expect(pool.vouchedCount == 1)
        pool.observe(bare.id, by: 2)
        pool.observe(bare.id, by: 3)
        #expect(pool.vouchedCount == 2)
        _ = pool.popFirst()
        pool.remove(signed.id)
        #expect(pool.vouchedCount == 0)
    }

    @Test func `an event that was reported before its record came waits`() throws {
        var maker = EventMaker(seed: 4)
        var pool = pool()
        let event = try maker.event(at: 5)
        pool.observe(event.id, by: 2)
        #expect(pool.vouchedCount == 0)
        _ = pool.insert(event)
        #expect(pool.vouchedCount == 1)
    }

    @Test func `a known event is not counted again and its observers are merged`() throws {
        var maker = EventMaker(seed: 1)
        var pool = pool()
        var event = try maker.event(at: 5)
        event.observers.insert(0)
        _ = pool.insert(event)
        event.observers = ValidatorSet(bits: 0b100)
        #expect(pool.insert(event) == .success(false))
        #expect(pool[event.id]?.observers.indices == [0, 2])
        #expect(pool.count == 1 && pool.byteCount == 200)
    }

    @Test func `events come out oldest first whatever order they came in`() throws {
        var maker = EventMaker(seed: 2)
        var pool = pool()
        let events = try [30, 10, 20, 10, 40].map { try maker.event(at: $0) }
        for event in events { _ = pool.insert(event) }
        var popped: [EventKey] = []
        while let event = pool.popFirst() { popped.append(event.key) }
        #expect(popped == events.map(\.key).sorted())
        #expect(pool.byteCount == 0)
    }

    @Test func `a full pool refuses by number and drops nothing`() throws {
        var maker = EventMaker(seed: 3)
        var pool = pool(eventLimit: 2)
        let events = try [1, 2].map { try maker.event(at: $0) }
        for event in events { _ = pool.insert(event) }
        #expect(pool.insert(try maker.event(at: 0)) == .failure(.tooManyEvents(limit: 2)))
        #expect(events.allSatisfy { pool.contains($0.id) })
    }

    @Test func `a full pool refuses by octets and drops nothing`() throws {
        var maker = EventMaker(seed: 3)
        var pool = pool(byteLimit: 500)
        let events = try [1, 2].map { try maker.event(at: $0) }
        for event in events { _ = pool.insert(event) }
        #expect(pool.insert(try maker.event(at: 0)) == .failure(.tooManyBytes(limit: 500)))
        #expect(pool.insert(try maker.event(at: 0, byteCount: 100)) == .success(true))
        #expect(pool.byteCount == 500)
    }

    @Test func `a full pool still merges observers of what it holds`() throws {
        var maker = EventMaker(seed: 3)
        var pool = pool(eventLimit: 1)
        let event = try maker.event(at: 1)
        _ = pool.insert(event)
        #expect(pool.insert(event) == .success(false))
        #expect(pool.observe(event.id, by: 3) == true)
    }

    @Test func `an observation is news once`() throws {
        var maker = EventMaker(seed: 4)
        var pool = pool()
        let event = try maker.event(at: 1)
        _ = pool.insert(event)
        #expect(pool.observe(event.id, by: 1) == true)
        #expect(pool.observe(event.id, by: 1) == false)
    }

    @Test func `observations that came before the record are kept for it`() throws {
        var maker = EventMaker(seed: 4)
        var pool = pool()
        let event = try maker.event(at: 1)
        #expect(pool.observe(event.id, by: 1) == true)
        #expect(pool.observe(event.id, by: 3) == true)
        #expect(pool.observe(event.id, by: 3) == false)
        #expect(!pool.contains(event.id) && pool.waitingCount == 1)
        _ = pool.insert(event)
        #expect(pool[event.id]?.observers.indices == [1, 3])
        #expect(pool.waitingCount == 0)
    }

    @Test func `a refused event keeps the observations that wait for it`() throws {
        var maker = EventMaker(seed: 4)
        var pool = pool(eventLimit: 0)
        let event = try maker.event(at: 1)
        pool.observe(event.id, by: 1)
        _ = pool.insert(event)
        #expect(pool.waitingCount == 1)
    }

    @Test func `a validator that reports without end loses only its own oldest reports`() throws {
        var maker = EventMaker(seed: 5)
        var pool = pool(waitingLimit: 100)
        let event = try maker.event(at: 1)
        let other = try maker.event(at: 2)
        pool.observe(event.id, by: 0)
        pool.observe(event.id, by: 1)
        pool.observe(other.id, by: 1)
        for _ in 0..<1_000 { pool.observe(maker.id(), by: 1) }
        #expect(pool.waitingCount == 101)
        _ = pool.insert(event)
        _ = pool.insert(other)
        #expect(pool[event.id]?.observers.indices == [0])
        #expect(pool[other.id]?.observers.isEmpty == true)
    }

    @Test func `removed events are gone and unknown ids are passed over`() throws {
        var maker = EventMaker(seed: 6)
        var pool = pool()
        let events = try (0..<10).map { try maker.event(at: $0) }
        for event in events { _ = pool.insert(event) }
        #expect(pool.remove([events[3].id, maker.id(), events[7].id, events[3].id]) == 2)
        #expect(pool.count == 8 && pool.byteCount == 1_600)
        #expect(!pool.contains(events[3].id))
    }

    @Test func `the summary is that of the events left`() throws {
        var maker = EventMaker(seed: 7)
        var pool = pool()
        let events = try (0..<50).map { try maker.event(at: $0) }
        for event in events { _ = pool.insert(event) }
        pool.remove(events[20...].map(\.id))
        var sum = Fingerprint.zero
        for event in events[..<20] { sum += Fingerprint(event.id.digest) }
        let expected = PoolSummary(count: 20, fingerprint: sum.digest, watermark: events[19].key)
        #expect(pool.summary == expected)
    }

    @Test func `pools filled in different orders have one summary`() throws {
        var maker = EventMaker(seed: 8)
        let events = try (0..<300).map { try maker.event(at: $0 / 3) }
        var (one, other) = (pool(), pool())
        for event in events { _ = one.insert(event) }
        for event in events.reversed() { _ = other.insert(event) }
        #expect(one.summary == other.summary)
    }

    @Test func `a range excludes its lower end and includes its upper end`() throws {
        var maker = EventMaker(seed: 9)
        var pool = pool()
        let events = try (0..<20).map { try maker.event(at: $0) }
        for event in events { _ = pool.insert(event) }
        let ids = pool.ids(after: events[4].key, through: events[9].key)
        #expect(ids == events[5...9].map(\.id))
        #expect(pool.events(after: nil, through: events[2].key) == Array(events[...2]))
        let firstThree = pool.events(after: .lowest, through: events[19].key, limit: 3)
        #expect(firstThree == Array(events[..<3]))
        #expect(pool.ids(after: nil, through: events[19].key, limit: 0).isEmpty)
        #expect(pool.ids(after: events[9].key, through: events[4].key).isEmpty)
    }

    @Test func `the summary of a half-open range agrees with its keys`() throws {
        var maker = EventMaker(seed: 10)
        var pool = pool()
        let events = try (0..<400).map { try maker.event(at: $0 / 4) }
        for event in events { _ = pool.insert(event) }
        let keys = events.map(\.key).sorted()
        for (lower, upper) in [(0, 400), (17, 18), (17, 17), (63, 211), (0, 1), (399, 400)] {
            let end = upper < 400 ? keys[upper] : nil
            var sum = Fingerprint.zero
            for key in keys[lower..<upper] { sum += Fingerprint(key.id.digest) }
            let summary = pool.summary(from: keys[lower], to: end)
            #expect(summary.count == upper - lower && summary.sum == sum)
            #expect(pool.keys(from: keys[lower], to: end) == Array(keys[lower..<upper]))
            #expect(pool.key(atRank: lower) == keys[lower])
            #expect(pool.rank(of: keys[lower]) == lower)
        }
    }

    @Test func `a copy does not see later changes`() throws {
        var maker = EventMaker(seed: 11)
        var pool = pool()
        for time in 0..<500 { _ = pool.insert(try maker.event(at: UInt64(time))) }
        let copy = pool
        while let event = pool.popFirst() { #expect(copy.contains(event.id)) }
        #expect(copy.count == 500 && copy.byteCount == 100_000)
    }
}
