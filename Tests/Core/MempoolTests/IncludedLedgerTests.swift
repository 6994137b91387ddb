// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives
import Testing

struct IncludedLedgerTests {
    @Test func `an id is counted once`() {
        var maker = EventMaker(seed: 1)
        var ledger = IncludedLedger()
        let id = maker.id()
        #expect(ledger.insert(id) == true)
        #expect(ledger.insert(id) == false)
        #expect(ledger.count == 1)
    }

    @Test func `it holds what was inserted and nothing else`() {
        var maker = EventMaker(seed: 2)
        var ledger = IncludedLedger(placementSeed: 5)
        let ids = (0..<5_000).map { _ in maker.id() }
        ledger.insert(ids + ids)
        #expect(ledger.count == 5_000)
        #expect(ids.allSatisfy(ledger.contains))
        #expect((0..<5_000).allSatisfy { _ in !ledger.contains(maker.id()) })
    }

    @Test func `a copy does not see later insertions`() {
        var maker = EventMaker(seed: 3)
        var ledger = IncludedLedger()
        ledger.insert((0..<100).map { _ in maker.id() })
        let copy = ledger
        let id = maker.id()
        ledger.insert(id)
        #expect(!copy.contains(id) && copy.count == 100)
    }
}
