// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import Gossip

struct SeenCacheTests {
    /// The same by plain search through a list.
    private struct Model {
        let lifetime: Duration
        let countLimit: Int
        var entries: [(id: MessageID, firstSeen: Instant, isAccepted: Bool)] = []

        func place(of id: MessageID) -> Int? { entries.firstIndex { $0.id == id } }

        mutating func insert(_ id: MessageID, at now: Instant) -> Bool {
            guard place(of: id) == nil else { return false }
            entries.append((id, now, false))
            if entries.count > countLimit { entries.removeFirst() }
            return true
        }

        mutating func accept(_ id: MessageID, at now: Instant) -> Bool {
            _ = insert(id, at: now)
            guard let place = place(of: id), !entries[place].isAccepted else { return false }
            entries[place].isAccepted = true
            return true
        }

        mutating func expire(at now: Instant) {
            entries.removeAll { $0.firstSeen.advanced(by: lifetime) <= now }
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `it remembers what a plain list would`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var now = Instant(nanoseconds: 1)
        var cache = SeenCache(lifetime: .seconds(40), countLimit: 7)
        var model = Model(lifetime: .seconds(40), countLimit: 7)
        let ids = (0..<20).map { MessageID(bytes: [UInt8($0)]) }
        for _ in 0..<5_000 {
            let id = ids[Int.random(in: ids.indices, using: &generator)]
            switch Int.random(in: 0..<4, using: &generator) {
            case 0, 1:
                let answers = (cache.insert(id, at: now), model.insert(id, at: now))
                #expect(answers.0 == answers.1)
            case 2:
                let answers = (cache.accept(id, at: now), model.accept(id, at: now))
                #expect(answers.0 == answers.1)
            default:
                now = now.advanced(by: .seconds(Int.random(in: 0..<12, using: &generator)))
                cache.expire(at: now)
                model.expire(at: now)
            }
            #expect(cache.count == model.entries.count)
            let entry = model.place(of: id).map { model.entries[$0] }
            #expect(cache.contains(id) == (entry != nil))
            #expect(
                cache.acceptedSince(id) == entry.flatMap { $0.isAccepted ? $0.firstSeen : nil })
        }
    }
}
