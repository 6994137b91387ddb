// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import GRDB
import Identity
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Storage

/// Values that the tests of this module share.
enum Sample {
    static let start = Timestamp(milliseconds: 1_680_000_000_000)

    /// The key whose octets are all zero but the last.
    static func key(_ number: UInt8) throws -> NodeKey {
        NodeKey(
            try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [number]))
    }

    /// A channel of the validators 1 to `count`; another nonce makes another channel.
    static func channel(validators count: UInt8 = 3, nonce: Int = 1) throws -> PaymentChannel {
        let validators = try (1...count).map { number -> String in
            let id = try key(number).address.checksummed
            return #"{"id":"\#(id)","url":"http://\#(number).example","fee":"10"}"#
        }.joined(separator: ",")
        let json = """
            {"creator":"0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69",\
            "depositAsset":"0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718",\
            "depositAmount":"100000","validUntil":1700000000,"spec":{"title":"sample",\
            "validators":[\(validators)],"withdrawPeriodStart":1690000000000,\
            "minPerImpression":"1","maxPerImpression":"10",\
            "settleDelay":0,"batching":{"maxEvents":10,"maxTime":1},"nonce":"\(nonce)"}}
            """
        return try PaymentChannel.parse(Bytes(json.utf8), core: PaymentChannel.mainnetCore)
    }

    static func publisher(_ number: UInt8) throws -> Address {
        try #require(Address(bytes: Bytes(repeating: number, count: 20)))
    }

    static func event(
        _ number: UInt8, of channel: ChannelID, publisher: UInt8 = 0xaa,
        at time: Timestamp = start, user: Bytes? = nil
    ) throws -> EventRecord {
        try EventRecord(
            making: EventRecord.Content(
                channel: channel, type: .impression, publisher: Self.publisher(publisher),
                user: user, adUnit: "unit", adSlot: "slot", slotType: "", referrer: "",
                country: "", operatingSystem: "", browser: "", occurredAt: time,
                nonce: Bytes(repeating: number, count: 16)),
            userSignature: nil)
    }

    static func signed(
        _ statement: ValidatorMessages.Statement, by key: UInt8, number: UInt64
    ) throws -> SignedStatement {
        let channel = try #require(statement.channel)
        return SignedStatement.signed(
            statement, by: try Self.key(key), sequenceNumber: number,
            topic: ShardTopic.name(of: channel))
    }

    static func report(
        _ ids: [EventID], of channel: ChannelID, by key: UInt8 = 1, number: UInt64
    ) throws -> SignedStatement {
        try signed(
            .reportObservedEvents(
                ReportObservedEvents(
                    channel: channel, observed: ids, missing: [], isCampaignUnhealthy: false,
                    needMissedEvents: false)), by: key, number: number)
    }

    static func price(_ sequence: UInt64, of channel: ChannelID) throws -> SignedStatement {
        try signed(
            .setImpressionPrice(
                SetImpressionPrice(
                    channel: channel, sequence: sequence, price: Amount(sequence),
                    perPublisher: [], effectiveFrom: start)), by: 1, number: sequence)
    }

    static func digest(_ number: UInt8) throws -> Digest {
        try #require(Digest(bytes: Bytes(repeating: number, count: 32)))
    }

    /// A new database whose clock stands still.
    static func database(
        in folder: TemporaryFolder, limits: StorageLimits = StorageLimits()
    ) throws -> NodeDatabase {
        try NodeDatabase.create(at: folder.file(), limits: limits) { start }
    }

    /// A new database that holds one channel.
    static func database(
        in folder: TemporaryFolder, holding channel: PaymentChannel,
        limits: StorageLimits = StorageLimits()
    ) async throws -> NodeDatabase {
        let database = try database(in: folder, limits: limits)
        try await database.append([.channelAdded(channel)])
        return database
    }
}

extension NodeDatabase {
    /// Appends records of one channel.
    func append(_ records: [ChannelRecord], of channel: ChannelID) async throws {
        try await append(records.map { NodeRecord.channel(channel, $0) })
    }

    /// The snapshot of the only channel.
    func onlyChannel() throws -> ChannelSnapshot {
        let snapshot = try snapshot()
        try #require(snapshot.channels.count == 1)
        return snapshot.channels[0]
    }

    /// How many event records are stored, waiting or included.
    func recordCount() async throws -> Int? {
        try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM events") }
    }
}
