// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives
import Testing

/// Nobody fills the pool with inventions.
@Suite struct PoolSharesTests {
    /// Four validators, of whom we are the last; each other one has a share of two events.
    private static func pool() -> EventPool {
        EventPool(
            parameters: MempoolParameters(eventLimit: 12, byteLimit: 1 << 20), validators: 4,
            ownIndex: 3)
    }

    private static var publisher: Address {
        guard let address = Address(bytes: Bytes(repeating: 7, count: Address.byteCount)) else {
            preconditionFailure("20 octets")
        }
        return address
    }

    private static func event(
        _ number: UInt8, carrier: Int? = nil, observers: [Int] = [], type: UInt8 = 1
    ) -> PooledEvent {
        var set = ValidatorSet.empty
        for index in observers { set.insert(index) }
        return PooledEvent(
            key: EventKey(
                occurredAt: Timestamp(milliseconds: UInt64(number)),
                id: EventID(Digest(words: (UInt64(number), 0, 0, 0)))), record: [number],
            type: type,
            publisher: publisher, isUserSigned: false, observers: set, carrier: carrier)
    }

    @Test func `a validator that hands over more than its share is refused`() {
        var pool = Self.pool()
        for number in 1...2 {
            #expect(pool.insert(Self.event(UInt8(number), carrier: 1)) == .success(true))
        }
        #expect(
            pool.insert(Self.event(3, carrier: 1)) == .failure(.shareUsedUp(limit: 2)))
        #expect(pool.insert(Self.event(4, carrier: 2)) == .success(true))
        #expect(pool.count == 3)
    }

    @Test func `our own sentry has room whatever the others hand over`() {
        var pool = Self.pool()
        var number: UInt8 = 0
        for carrier in 0..<3 {
            for _ in 0..<3 {
                number += 1
                _ = pool.insert(Self.event(number, carrier: carrier))
            }
        }
        #expect(pool.count == 6)
        for own in 100..<102 {
            #expect(pool.insert(Self.event(UInt8(own), observers: [3])) == .success(true))
        }
    }

    @Test func `our own sentry takes no more than the others have room for`() {
        var pool = Self.pool()
        for own in 1...2 {
            #expect(pool.insert(Self.event(UInt8(own), observers: [3])) == .success(true))
        }
        let third = Self.event(3, observers: [3])
        #expect(pool.insert(third) == .failure(.shareUsedUp(limit: 2)))
        // Once enough others have it, it is nobody's alone.
        for index in 0..<2 { pool.observe(Self.event(1).id, by: index) }
        #expect(pool.insert(third) == .success(true))
    }

    @Test func `what a proposal needs is taken beyond the share, and no more than that`() {
        var parameters = MempoolParameters(eventLimit: 12, byteLimit: 1 << 20)
        parameters.neededEventLimit = 3
        var pool = EventPool(parameters: parameters, validators: 4, ownIndex: 3)
        for number in 1...5 {
            let event = Self.event(UInt8(number), carrier: 1)
            #expect(pool.insert(event, as: .needed) == .success(true))
        }
        let sixth = Self.event(6, carrier: 1)
        #expect(pool.insert(sixth, as: .needed) == .failure(.shareUsedUp(limit: 2)))
        #expect(pool.insert(sixth) == .failure(.shareUsedUp(limit: 2)))
        #expect(pool.insert(sixth, as: .restored) == .success(true))
    }

    @Test func `an event that we observe gives its place in the share back`() {
        var pool = Self.pool()
        _ = pool.insert(Self.event(1, carrier: 1))
        #expect(pool.shareCount(of: 1) == 1)
        pool.observe(Self.event(1).id, by: 3)
        #expect(pool.shareCount(of: 1) == 0)
        #expect(pool.shareCount(of: 3) == 1)
    }

    @Test func `an event that a supermajority reports gives its place in the share back`() {
        var pool = Self.pool()
        _ = pool.insert(Self.event(1, carrier: 1))
        for index in 0..<3 { pool.observe(Self.event(1).id, by: index) }
        #expect((0..<4).allSatisfy { pool.shareCount(of: $0) == 0 })
    }

    @Test func `who reports an event answers for it, not who carried it`() {
        var pool = Self.pool()
        _ = pool.insert(Self.event(1, carrier: 1))
        pool.observe(Self.event(1).id, by: 2)
        #expect(pool.shareCount(of: 1) == 0)
        #expect(pool.shareCount(of: 2) == 1)
    }

    @Test func `what was reported before the record came counts`() {
        var pool = Self.pool()
        pool.observe(Self.event(1).id, by: 2)
        _ = pool.insert(Self.event(1, carrier: 1))
        #expect(pool.shareCount(of: 2) == 1)
    }

    @Test func `a refused event leaves what was reported of it`() {
        var pool = Self.pool()
        for number in 1...2 { _ = pool.insert(Self.event(UInt8(number), carrier: 1)) }
        pool.observe(Self.event(3).id, by: 1)
        #expect(pool.insert(Self.event(3, carrier: 1)) == .failure(.shareUsedUp(limit: 2)))
        #expect(pool.waitingCount == 1)
    }

    @Test func `a share that reports have overfilled leaves room for what a proposal needs`() {
        var parameters = MempoolParameters(eventLimit: 12, byteLimit: 1 << 20)
        parameters.neededEventLimit = 1
        var pool = EventPool(parameters: parameters, validators: 4, ownIndex: 3)
        for number in 1...4 as ClosedRange<UInt8> {
            #expect(pool.insert(Self.event(number, carrier: 1)) == .success(true))
            pool.observe(Self.event(number).id, by: 2)
        }
        #expect(pool.shareCount(of: 2) == 4)
        let first = Self.event(5, carrier: 2)
        #expect(pool.insert(first, as: .needed) == .success(true))
        let second = Self.event(6, carrier: 2)
        #expect(pool.insert(second, as: .needed) == .failure(.shareUsedUp(limit: 2)))
        pool.remove(first.id)
        #expect(pool.insert(second, as: .needed) == .success(true))
    }

    @Test func `an event that others brought takes a place of ours when our client tells of it`() {
        var pool = Self.pool()
        _ = pool.insert(Self.event(1, carrier: 1))
        #expect(pool.refusal(ofObserving: Self.event(1).id, by: 3) == nil)
        for own in 2...3 as ClosedRange<UInt8> {
            _ = pool.insert(Self.event(own, observers: [3]))
        }
        let refusal = pool.refusal(ofObserving: Self.event(1).id, by: 3)
        #expect(refusal == .shareUsedUp(limit: 2))
        for index in 0..<2 { pool.observe(Self.event(1).id, by: index) }
        #expect(pool.refusal(ofObserving: Self.event(1).id, by: 3) == nil)
    }

    @Test func `the creator may always end the campaign`() {
        var pool = Self.pool()
        for own in 1...2 as ClosedRange<UInt8> {
            _ = pool.insert(Self.event(own, observers: [3]))
        }
        #expect(pool.insert(Self.event(3, observers: [3], type: 3)) == .success(true))
    }

    @Test func `removal gives the place back`() {
        var pool = Self.pool()
        _ = pool.insert(Self.event(1, carrier: 1))
        _ = pool.insert(Self.event(2, carrier: 1))
        pool.remove(Self.event(1).id)
        _ = pool.popFirst()
        #expect(pool.shareCount(of: 1) == 0)
    }
}
