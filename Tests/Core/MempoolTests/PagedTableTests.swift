// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import Mempool

struct PagedTableTests {
    private struct Entry: Identified {
        let id: EventID
        var value = 0
    }

    /// Ids that differ little, besides random ones.
    private func ids(_ count: Int) -> [EventID] {
        var maker = EventMaker(seed: 3)
        return (0..<count).map { index in
            index % 4 == 0 ? EventID(Digest(words: (0, 0, 0, UInt64(index)))) : maker.id()
        }
    }

    @Test(arguments: [0 as UInt64, .max])
    func `it agrees with a dictionary while it grows and shrinks`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var table = PagedTable<Entry>(seed: seed)
        var model: [EventID: Int] = [:]
        let ids = ids(2_000)
        var mistakes = 0
        for step in 0..<12_000 {
            let id = ids[Int.random(in: 0..<ids.count, using: &generator)]
            if Int.random(in: 0..<10, using: &generator) < (step < 6_000 ? 8 : 1) {
                let isNew = model[id] == nil
                if table.insert(Entry(id: id, value: step)) != isNew { mistakes += 1 }
                if isNew { model[id] = step }
            } else if table.remove(id)?.value != model.removeValue(forKey: id) {
                mistakes += 1
            }
            if table.count != model.count { mistakes += 1 }
        }
        for id in ids where table[id]?.value != model[id] { mistakes += 1 }
        for id in ids where table.contains(id) != (model[id] != nil) { mistakes += 1 }
        #expect(mistakes == 0)
    }

    @Test func `an update changes the entry in place`() {
        var table = PagedTable<Entry>(seed: 1)
        let ids = ids(100)
        for id in ids { _ = table.insert(Entry(id: id)) }
        #expect(table.update(ids[50]) { $0.value = 9 } != nil)
        #expect(table[ids[50]]?.value == 9)
        #expect(table[ids[51]]?.value == 0)
    }

    @Test func `an update of what is not here does nothing`() {
        var table = PagedTable<Entry>(seed: 1)
        #expect(table.update(ids(1)[0]) { $0.value = 9 } == nil)
    }

    @Test func `it can be emptied and filled again`() {
        var table = PagedTable<Entry>(seed: 1)
        let ids = ids(20_000)
        for _ in 0..<2 {
            for id in ids { _ = table.insert(Entry(id: id)) }
            #expect(table.count == ids.count)
            for id in ids { _ = table.remove(id) }
            #expect(table.count == 0)
        }
    }
}
