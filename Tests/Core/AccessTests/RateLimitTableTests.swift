// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Outpace
import Primitives
import Testing

@testable import Access

@Suite struct RateLimitTableTests {
    private func limit(
        _ name: String, until: UInt64, channel: UInt8 = 1
    ) throws -> RateLimit {
        let id = try #require(ChannelID(bytes: Bytes(repeating: channel, count: 32)))
        return RateLimit(
            key: SHA256.hash(Bytes(name.utf8)), channel: id,
            until: Timestamp(milliseconds: until))
    }

    private func at(_ milliseconds: UInt64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    private func bounds(_ keys: Int, perChannel: Int = 100) -> RateLimitBounds {
        var bounds = RateLimitBounds()
        bounds.keys = keys
        bounds.keysPerChannel = perChannel
        return bounds
    }

    @Test func `a limit is in use until its end`() throws {
        var table = RateLimitTable()
        #expect(table.take([try limit("a", until: 100)], at: at(0)) == .taken)
        #expect(table.take([try limit("a", until: 150)], at: at(50)) == .inUse(until: at(100)))
        #expect(table.take([try limit("b", until: 150)], at: at(50)) == .taken)
        #expect(table.take([try limit("a", until: 200)], at: at(100)) == .taken)
    }

    @Test func `all limits are taken or none`() throws {
        var table = RateLimitTable()
        _ = table.take([try limit("a", until: 100)], at: at(0))
        let both = [try limit("b", until: 60), try limit("a", until: 60)]
        #expect(table.take(both, at: at(10)) == .inUse(until: at(100)))
        #expect(table.take([try limit("b", until: 60)], at: at(10)) == .taken)
    }

    @Test func `what is given back is free`() throws {
        var table = RateLimitTable()
        let taken = try limit("a", until: 100)
        _ = table.take([taken], at: at(0))
        table.giveBack([taken])
        #expect(table.count == 0)
        #expect(table.take([taken], at: at(1)) == .taken)
    }

    @Test func `a later use is not given back by an earlier one`() throws {
        var table = RateLimitTable()
        let first = try limit("a", until: 100)
        _ = table.take([first], at: at(0))
        _ = table.take([try limit("a", until: 200)], at: at(100))
        table.giveBack([first])
        #expect(table.take([first], at: at(150)) == .inUse(until: at(200)))
    }

    @Test func `a full table refuses rather than forgets`() throws {
        var table = RateLimitTable(bounds: bounds(2))
        _ = table.take([try limit("a", until: 10_000)], at: at(0))
        _ = table.take([try limit("b", until: 5_000)], at: at(0))
        #expect(table.take([try limit("c", until: 9_000)], at: at(1)) == .full)
        #expect(table.take([try limit("a", until: 9_000)], at: at(1)) == .inUse(until: at(10_000)))
        #expect(table.take([try limit("c", until: 9_000)], at: at(5_000)) == .taken)
        #expect(table.count == 2)
    }

    @Test func `a full table is not searched at every request`() throws {
        var table = RateLimitTable(bounds: bounds(1))
        _ = table.take([try limit("a", until: 500)], at: at(0))
        #expect(table.take([try limit("b", until: 9_000)], at: at(1)) == .full)
        #expect(table.take([try limit("b", until: 9_000)], at: at(600)) == .full)
        #expect(table.take([try limit("b", until: 9_000)], at: at(1_001)) == .taken)
    }

    @Test func `no channel uses up the room of all`() throws {
        var table = RateLimitTable(bounds: bounds(10, perChannel: 1))
        _ = table.take([try limit("a", until: 100)], at: at(0))
        #expect(table.take([try limit("b", until: 100)], at: at(0)) == .full)
        #expect(table.take([try limit("c", until: 100, channel: 2)], at: at(0)) == .taken)
    }

    @Test func `limits taken and given back leave nothing behind`() throws {
        var table = RateLimitTable(bounds: bounds(4, perChannel: 4))
        for number in 0..<1_000 {
            let limit = try limit("\(number)", until: .max)
            #expect(table.take([limit], at: at(0)) == .taken)
            table.giveBack([limit])
        }
        #expect(table.count == 0)
    }

    @Test func `what was restored is in use`() throws {
        var table = RateLimitTable(bounds: bounds(1))
        table.restore([try limit("a", until: 100), try limit("b", until: 100)])
        #expect(table.take([try limit("a", until: 90)], at: at(50)) == .inUse(until: at(100)))
        #expect(table.take([try limit("b", until: 90)], at: at(50)) == .inUse(until: at(100)))
    }
}
