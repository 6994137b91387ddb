// This source file is part of the Outpace project. License: see LICENSE.

import Liveness
import Primitives
import Testing

struct LedgerTests {
    private static let start = Instant(nanoseconds: 50_000_000_000)
    private let start = LedgerTests.start

    private func after(_ milliseconds: Int) -> Instant {
        start.advanced(by: .milliseconds(milliseconds))
    }

    private func ledger(ownIndex: Int? = 0, validators: Int = 4) -> Ledger {
        Ledger(
            validators: validators, ownIndex: ownIndex, parameters: LivenessParameters(), now: start
        )
    }

    @Test func `only the own validator is online at first`() {
        #expect(ledger(ownIndex: 2).online.indices == [2])
    }

    @Test func `nobody is online at first for an observer`() {
        #expect(ledger(ownIndex: nil).online.isEmpty)
    }

    @Test func `nothing is due while nobody was heard`() {
        #expect(ledger().nextDeadline == nil)
    }

    @Test func `the own validator stays online however long it is silent`() {
        var ledger = ledger()
        #expect(ledger.step(.woke, at: after(3_600_000)) == [])
        #expect(ledger.online.contains(0))
    }

    @Test func `a first heartbeat brings a validator online`() {
        var ledger = ledger()
        #expect(ledger.step(.heard(validator: 1, sequenceNumber: 0), at: start) == [.wentOnline(1)])
        #expect(ledger.online.indices == [0, 1])
    }

    @Test func `a second heartbeat is no change`() {
        var ledger = ledger()
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 1), at: start)
        #expect(ledger.step(.heard(validator: 1, sequenceNumber: 2), at: after(1_000)) == [])
    }

    @Test(arguments: [(0, 4_000), (1_500, 2_500), (3_999, 1)])
    func `a heartbeat that was kept counts for so much less`(age: Int, rest: Int) {
        var ledger = ledger()
        let effects = ledger.step(
            .heard(validator: 1, sequenceNumber: 7, age: .milliseconds(age)), at: start)
        #expect(effects == [.wentOnline(1)])
        #expect(ledger.nextDeadline == after(rest))
        #expect(ledger.step(.woke, at: after(rest)) == [.wentOffline(1)])
    }

    @Test(arguments: [4_000, 120_000])
    func `a heartbeat that was kept for too long brings nobody online`(age: Int) {
        var ledger = ledger()
        let effects = ledger.step(
            .heard(validator: 1, sequenceNumber: 7, age: .milliseconds(age)), at: start)
        #expect(effects == [])
        #expect(ledger.online.indices == [0])
        #expect(ledger.everHeard.indices == [0, 1])
    }

    @Test func `a late heartbeat takes nothing from an earlier one`() {
        var ledger = ledger()
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 1), at: start)
        let late = LedgerInput.heard(validator: 1, sequenceNumber: 2, age: .seconds(3))
        _ = ledger.step(late, at: after(100))
        #expect(ledger.nextDeadline == after(4_000))
    }

    @Test(arguments: [(3_999, true), (4_000, false), (4_001, false)])
    func `a silent validator goes offline at the deadline exactly`(age: Int, isOnline: Bool) {
        var ledger = ledger()
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 1), at: start)
        let effects = ledger.step(.woke, at: after(age))
        #expect(effects == (isOnline ? [] : [.wentOffline(1)]))
        #expect(ledger.online.contains(1) == isOnline)
    }

    @Test func `the deadline is that of the validator silent for longest`() {
        var ledger = ledger()
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 1), at: start)
        _ = ledger.step(.heard(validator: 2, sequenceNumber: 1), at: after(500))
        #expect(ledger.nextDeadline == after(4_000))
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 2), at: after(900))
        #expect(ledger.nextDeadline == after(4_500))
    }

    @Test(arguments: [5 as UInt64, 4, 0])
    func `a heartbeat that is not newer keeps nobody online`(replayed: UInt64) {
        var ledger = ledger()
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 5), at: start)
        _ = ledger.step(.heard(validator: 1, sequenceNumber: replayed), at: after(3_000))
        #expect(ledger.step(.woke, at: after(4_000)) == [.wentOffline(1)])
    }

    @Test func `a replayed heartbeat does not bring a validator back`() {
        var ledger = ledger()
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 5), at: start)
        _ = ledger.step(.woke, at: after(4_000))
        #expect(ledger.step(.heard(validator: 1, sequenceNumber: 5), at: after(5_000)) == [])
        #expect(!ledger.online.contains(1))
    }

    @Test func `what a validator says itself counts from now, whoever handed it on before`() {
        var ledger = ledger()
        _ = ledger.step(
            .heard(validator: 1, sequenceNumber: 5, age: .seconds(9)), at: start)
        let other = LedgerInput.confirmed(validator: 1, sequenceNumber: 4)
        #expect(ledger.step(other, at: start) == [])
        let same = LedgerInput.confirmed(validator: 1, sequenceNumber: 5)
        #expect(ledger.step(same, at: after(1_000)) == [.wentOnline(1)])
        #expect(ledger.nextDeadline == after(5_000))
    }

    @Test func `a newer heartbeat brings a validator back at once`() {
        var ledger = ledger()
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 5), at: start)
        _ = ledger.step(.woke, at: after(4_000))
        let effects = ledger.step(.heard(validator: 1, sequenceNumber: 6), at: after(5_000))
        #expect(effects == [.wentOnline(1)])
        #expect(ledger.standing(of: 1).condition == .online(since: after(5_000)))
    }

    @Test func `after a stall the silent go and the one that is heard stays`() {
        var ledger = ledger()
        for validator in 1...3 {
            _ = ledger.step(.heard(validator: validator, sequenceNumber: 1), at: start)
        }
        let effects = ledger.step(.heard(validator: 2, sequenceNumber: 2), at: after(600_000))
        #expect(effects == [.wentOffline(1), .wentOffline(3)])
        #expect(ledger.online.indices == [0, 2])
    }

    @Test func `offline begins at the deadline, not when it was noticed`() {
        var ledger = ledger()
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 1), at: start)
        _ = ledger.step(.woke, at: after(60_000))
        let standing = ledger.standing(of: 1)
        #expect(standing.condition == .offline(since: after(4_000)))
        #expect(standing.lastHeard == start)
        #expect(!standing.isOnline)
    }

    @Test func `a validator that was never heard has no last heartbeat`() {
        let standing = ledger().standing(of: 3)
        #expect(standing.condition == .neverHeard)
        #expect(standing.lastHeard == nil)
    }

    @Test func `whoever was heard once counts as heard for ever`() {
        var ledger = ledger()
        _ = ledger.step(.heard(validator: 3, sequenceNumber: 1), at: start)
        _ = ledger.step(.woke, at: after(60_000))
        #expect(ledger.everHeard.indices == [0, 3])
    }

    @Test func `an instant from the past moves nothing back`() {
        var ledger = ledger()
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 1), at: after(2_000))
        _ = ledger.step(.heard(validator: 2, sequenceNumber: 1), at: start)
        #expect(ledger.standing(of: 2).lastHeard == after(2_000))
    }

    @Test func `offlineAfter is what the parameters say`() {
        var ledger = Ledger(
            validators: 2, ownIndex: 0,
            parameters: LivenessParameters(offlineAfter: .milliseconds(250)), now: start
        )
        _ = ledger.step(.heard(validator: 1, sequenceNumber: 1), at: start)
        #expect(ledger.nextDeadline == after(250))
    }

    @Test(arguments: [1 as UInt64, 2, 3, 4])
    func `it agrees with the definition over a random history`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var ledger = ledger(ownIndex: 0, validators: 6)
        var lastHeard = [Instant?](repeating: nil, count: 6)
        var numbers = [UInt64](repeating: 0, count: 6)
        var now = start
        for _ in 0..<500 {
            now = now.advanced(by: .milliseconds(Int.random(in: 0...900, using: &generator)))
            let validator = Int.random(in: 1..<6, using: &generator)
            let number = UInt64.random(in: 1...4, using: &generator) &+ numbers[validator] &- 2
            if Bool.random(using: &generator) {
                _ = ledger.step(.heard(validator: validator, sequenceNumber: number), at: now)
                if number > numbers[validator] || lastHeard[validator] == nil {
                    lastHeard[validator] = now
                    numbers[validator] = number
                }
            } else {
                _ = ledger.step(.woke, at: now)
            }
            let expected = (0..<6).filter { index in
                guard index > 0 else { return true }
                return lastHeard[index].map { now.duration(since: $0) < .seconds(4) } ?? false
            }
            #expect(ledger.online.indices == expected)
        }
    }
}
