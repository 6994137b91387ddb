// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import Gossip

struct MessageCacheTests {
    @Test func `a message that is kept once more is the same one still`() throws {
        var cache = MessageCache(windowCount: 3, byteLimit: 10_000)
        let kept = try message()
        let name = try id(of: kept)
        let evicted = [cache.insert(kept, id: name)]
        let first = cache.retransmit(name, to: try peer(1), limit: 1)
        let again = evicted + [cache.insert(kept, id: name)]
        let second = cache.retransmit(name, to: try peer(1), limit: 1)
        #expect(again == [0, 0])
        #expect(first == kept)
        #expect(second == nil)
        #expect(cache.count == 1)
        #expect(cache.byteCount == kept.raw.count)
        #expect(cache.ids(of: "t", windows: 3) == [name])
    }

    @Test func `when it is full the oldest heartbeat goes, and what is too large stays out`() throws
    {
        let messages = try (1...4).map { try message(number: UInt64($0)) }
        let names = try messages.map { try id(of: $0) }
        let large = try message(number: 5, data: Bytes(repeating: 1, count: 1_000))
        var cache = MessageCache(windowCount: 3, byteLimit: messages[0].raw.count * 3)
        var evicted = [0, 1].map { cache.insert(messages[$0], id: names[$0]) }
        cache.shift()
        evicted += [2, 2, 3].map { cache.insert(messages[$0], id: names[$0]) }
        evicted.append(cache.insert(large, id: try id(of: large)))
        #expect(evicted == [0, 0, 0, 0, 2, 0])
        #expect(cache.count == 2)
        #expect(cache.ids(of: "t", windows: 3) == [names[2], names[3]])
        #expect(cache.byteCount == messages[2].raw.count + messages[3].raw.count)
    }

    @Test func `a message goes with the last of its heartbeats`() throws {
        var cache = MessageCache(windowCount: 2, byteLimit: 10_000)
        let kept = try message()
        _ = cache.insert(kept, id: try id(of: kept))
        cache.shift()
        #expect(cache.count == 1)
        cache.shift()
        #expect(cache.count == 0)
        #expect(cache.byteCount == 0)
    }
}
