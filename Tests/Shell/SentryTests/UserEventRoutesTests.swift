// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import JSON
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Sentry

/// Keys 1 and 2 validate the channel, key 8 is a user, key 9 a publisher, key 7 a stranger.
@Suite struct UserEventRoutesTests {
    private let user: Address
    private let publisher: Address

    init() throws {
        user = try Sample.key(8).address
        publisher = try Sample.key(9).address
    }

    private func path(_ account: String, _ query: String = "") throws -> String {
        "/channel/\(try Sample.channel().id)/events/\(account)\(query)"
    }

    /// A node on which key 8 made events that key 9 showed: included ones and waiting ones.
    private func api(
        included: Int = 0, waiting: Int = 0,
        configure: (inout SentryConfiguration) -> Void = { _ in }
    ) throws -> SampleAPI {
        let events = try (0..<included + waiting).map {
            try Sample.event(UInt8($0), user: user.bytes, publisher: publisher)
        }
        var records = SampleRecords()
        if included > 0 {
            for event in try Sample.included(Array(events.prefix(included))) {
                records.included.append((user.bytes, event))
                records.included.append((publisher.bytes, event))
            }
        }
        return try SampleAPI(
            .holdingSample(waiting: Array(events.dropFirst(included)), records: records),
            configure: configure)
    }

    @Test(arguments: [(8, 200), (9, 401), (7, 401), (1, 200), (2, 200)] as [(UInt8, Int)])
    func `a user's events are for the user and the validators`(
        key: UInt8, status: Int
    ) async throws {
        let api = try api(included: 2)
        let reply = await api.get(try path(user.checksummed), token: try Sample.token(key))
        #expect(reply.status == status)
    }

    @Test func `nobody without a good token sees anything`() async throws {
        let api = try api(included: 2)
        #expect(await api.get(try path(user.checksummed)).status == 401)
        #expect(await api.get(try path(user.checksummed), token: "bad").status == 401)
        let old = try Sample.token(8, at: Sample.now.subtracting(milliseconds: 3_600_000))
        #expect(await api.get(try path(user.checksummed), token: old).status == 401)
    }

    @Test func `the creator of the channel sees no user's events`() async throws {
        let creator = try Sample.channel(rules: "{}")
        let snapshot = ChannelSnapshot(channel: creator)
        let api = try SampleAPI(SampleGateway(holding: [snapshot]))
        let reply = await api.get(
            "/channel/\(creator.id)/events/\(user.checksummed)", token: try Sample.token(3))
        #expect(reply.status == 401)
    }

    @Test func `a publisher sees its own`() async throws {
        let api = try api(included: 3)
        let reply = await api.get(try path(publisher.checksummed), token: try Sample.token(9))
        #expect(try reply.value("events")?.array?.count == 3)
        let other = await api.get(
            try path(try Sample.key(7).address.checksummed), token: try Sample.token(7))
        #expect(try other.value("events") == [])
    }

    @Test func `an included event comes with what leads to its state`() async throws {
        let api = try api(included: 3)
        let reply = await api.get(try path(user.lowercaseHex), token: try Sample.token(8))
        #expect(try reply.value("cursor") == .null)
        for index in 0..<3 {
            let event = "events.\(index)"
            let hex = try #require(try reply.value("\(event).record")?.string)
            let record = try EventRecord.decode(try #require(Hex.decode(hex)))
            #expect(try reply.value("\(event).id") == .string(record.id.description))
            #expect(try reply.value("\(event).status") == "INCLUDED")
            #expect(try reply.value("\(event).user") == .string(user.checksummed))
            #expect(try reply.value("\(event).publisher") == .string(publisher.checksummed))
            #expect(try reply.value("\(event).type") == "IMPRESSION")
            #expect(try reply.value("\(event).paid") == "7")
            #expect(try reply.value("\(event).state.sequence") == 1)
            let root = try reply.value("\(event).state.eventsRoot")?.string
                .flatMap { Digest(hex: $0) }
            let proof = try #require(try reply.value("\(event).proof")?.array)
                .compactMap { $0.string.flatMap { Digest(hex: $0) } }
            #expect(
                MerkleTree.verify(leaf: record.id.digest, proof: proof, root: try #require(root)))
        }
    }

    @Test func `an event that waits says so`() async throws {
        let api = try api(included: 1, waiting: 2)
        let reply = await api.get(try path(user.checksummed), token: try Sample.token(8))
        #expect(try reply.value("events.0.status") == "INCLUDED")
        #expect(try reply.value("events.1.status") == "WAITING")
        #expect(try reply.value("events.2.status") == "WAITING")
        #expect(try reply.value("events.2.proof") == nil)
        #expect(try reply.value("events")?.array?.count == 3)
    }

    @Test func `pages follow each other without a gap`() async throws {
        let api = try api(included: 5, waiting: 4)
        var ids: [String] = []
        var query = "?limit=2"
        for _ in 0..<9 {
            let reply = await api.get(try path(user.checksummed, query), token: try Sample.token(8))
            let events = try #require(try reply.value("events")?.array)
            #expect(events.count <= 2)
            ids += events.compactMap { $0.object?["id"]?.string }
            guard let cursor = try reply.value("cursor")?.string else { break }
            query = "?limit=2&after=\(cursor)"
        }
        #expect(ids.count == 9)
        #expect(Set(ids).count == 9)
    }

    @Test func `one page looks at a bounded number of waiting events`() async throws {
        let api = try api(waiting: 5) { $0.limits.waitingEventsScanned = 2 }
        let reply = await api.get(try path(user.checksummed), token: try Sample.token(8))
        #expect(try reply.value("events")?.array?.count == 2)
        let cursor = try #require(try reply.value("cursor")?.string)
        let next = await api.get(
            try path(user.checksummed, "?after=\(cursor)"), token: try Sample.token(8))
        #expect(try next.value("events")?.array?.count == 2)
    }

    @Test func `a user that is no address is for validators`() async throws {
        var records = SampleRecords()
        let event = try Sample.event(1, user: Bytes("visitor 7".utf8))
        for event in try Sample.included([event]) {
            records.included.append((Bytes("visitor 7".utf8), event))
        }
        let api = try SampleAPI(.holdingSample(records: records))
        let reply = await api.get(try path("visitor%207"), token: try Sample.token(2))
        #expect(try reply.value("events.0.user") == "visitor 7")
        #expect(await api.get(try path("visitor%207"), token: try Sample.token(8)).status == 401)
    }

    @Test(arguments: [
        "?limit=0", "?limit=1001", "?limit=x", "?after=", "?after=1", "?after=1-x", "?after=1-2-3",
        "?after=1-2-3-4", "?after=99999999999999999999-1", "?after=-1--1", "?after=%ff",
    ])
    func `bad parameters are refused with what is allowed`(query: String) async throws {
        let reply = try await api().get(
            path(user.checksummed, query), token: Sample.token(8))
        #expect(reply.status == 400)
        #expect(try reply.value("message")?.string?.contains("allowed") == true)
    }

    @Test func `an amount that is not known is null`() async throws {
        var records = SampleRecords()
        let event = try Sample.event(1, user: user.bytes)
        records.included = try Sample.included([event], amount: nil).map { (user.bytes, $0) }
        let api = try SampleAPI(.holdingSample(records: records))
        let reply = await api.get(try path(user.checksummed), token: try Sample.token(8))
        #expect(try reply.value("events.0.paid") == .null)
    }

    @Test func `the events of a channel that is not held are not found`() async throws {
        let api = try SampleAPI(SampleGateway())
        let reply = await api.get(try path(user.checksummed), token: try Sample.token(8))
        #expect(reply.status == 404)
    }
}
