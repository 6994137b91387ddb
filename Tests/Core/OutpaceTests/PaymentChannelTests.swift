// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives
import Testing

struct PaymentChannelTests {
    @Test func `a description is read`() throws {
        let channel = try Sample.channel()
        #expect(channel.deposit == Amount(1000))
        #expect(channel.validUntil == 1_700_000_000)
        #expect(channel.expiry == Timestamp(milliseconds: 1_700_000_000_000))
        #expect(try channel.validators == [Sample.key(1).address, Sample.key(2).address])
        #expect(channel.leader == channel.validators[0])
        #expect(channel.index(of: channel.validators[1]) == 1)
        #expect(channel.index(of: channel.creator) == nil)
        #expect(channel.json == Bytes(Sample.json.utf8))
    }

    @Test func `settings that are left out have their defaults`() throws {
        let spec = try Sample.channel().spec
        #expect(spec.missedEventsThreshold == 100)
        #expect(spec.health == HealthThresholds(threshold: 970, unsignable: 770))
        #expect(spec.batching == Batching(maxEvents: 500, maxTimeMillis: 1000))
        #expect(spec.settleDelayMillis == 1000)
        #expect(spec.validators[0].feeAddress == spec.validators[0].id)
    }

    @Test func `settings that are given are taken`() throws {
        let spec = try Sample.channel(
            Sample.json.replacing(
                "\"nonce\":\"1\"",
                with: """
                    "missedEventsThreshold":7,"health":{"threshold":950,"unsignable":750},\
                    "batching":{"maxEvents":20,"maxTime":50},"settleDelay":0,"created":1,\
                    "activeFrom":2,"minTargetingScore":null,"adUnits":[{}],"targetingRules":[{"a":1}],\
                    "targeting":[{"tag":"t","score":100}],"eventSubmission":{"allow":[{"uids":null,\
                    "evTypes":["CLICK"],"rateLimit":{"type":"ip","timeframe":15000}}]}
                    """
            )
        ).spec
        #expect(spec.missedEventsThreshold == 7)
        #expect(spec.health == HealthThresholds(threshold: 950, unsignable: 750))
        #expect(spec.batching == Batching(maxEvents: 20, maxTimeMillis: 50))
        #expect(spec.settleDelayMillis == 0)
        #expect(spec.targetingRules == [["a": 1]])
        #expect(spec.activeFrom == Timestamp(milliseconds: 2))
    }

    @Test func `the topic follows from the first octet of the id`() throws {
        let channel = try Sample.channel()
        #expect(channel.shard == Int(channel.id.bytes[0]) % 64)
        #expect(channel.topic == "/outpace/1/\(channel.shard)")
    }

    @Test func `the right id is accepted, what sentries add is ignored`() throws {
        let id = try Sample.channel().id
        let channel = try Sample.channel(
            "{\"id\":\"\(id)\",\"exhausted\":[true],\"targetingRules\":[],"
                + Sample.json.dropFirst()
        )
        #expect(channel.id == id)
    }

    @Test func `a price bound that is left out makes room for the other`() throws {
        let spec = try Sample.channel(
            Sample.json.replacing(
                "\"minPerImpression\":\"1\",\"maxPerImpression\":\"10\"",
                with: "\"minPerImpression\":\"5\"")
        ).spec
        #expect([spec.minPerImpression, spec.maxPerImpression] == [Amount(5), Amount(5)])
    }

    // D24: reading and printing a spec again must not change the id.
    @Test(arguments: [
        "\"\\u0073ample\"", "\"s\\/ample\"", "\"sämple\"", "\"s\\u00e4mple\"",
    ])
    func `the octets of the spec are hashed as they were written`(title: String) throws {
        let json = Sample.json.replacing("\"sample\"", with: title)
        let channel = try Sample.channel(json)
        let start = try #require(json.firstRange(of: "\"spec\":")).upperBound
        let spec = Bytes(json[start...].dropLast().utf8)
        #expect(channel.specBytes == spec)
        let expected = ChannelID(
            core: channel.core, creator: channel.creator, depositAsset: channel.depositAsset,
            deposit: channel.deposit, validUntil: channel.validUntil,
            validators: channel.validators, specBytes: spec
        )
        #expect(channel.id == expected)
    }

    @Test func `whitespace between tokens does not change the id, order does`() throws {
        let id = try Sample.channel().id
        let spaced = Sample.json.replacing(",\"", with: " ,\n\t\"").replacing(":[", with: ": [ ")
        #expect(try Sample.channel(spaced).id == id)
        let swapped = Sample.json.replacing(
            "\"minPerImpression\":\"1\",\"maxPerImpression\":\"10\"",
            with: "\"maxPerImpression\":\"10\",\"minPerImpression\":\"1\""
        )
        #expect(try Sample.channel(swapped).id != id)
    }

    @Test func `every argument of the contract changes the id`() throws {
        let id = try Sample.channel().id
        let changes = [
            ("1700000000", "1700000001"), ("\"1000\"", "\"1001\""), ("sample", "simple"),
            (
                "0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718",
                "0x1eff47bc3a10a45d4b230b5d10e37751fe6aa719"
            ),
        ]
        for (old, new) in changes {
            #expect(try Sample.channel(Sample.json.replacing(old, with: new)).id != id)
        }
        let core = try Sample.address("core")
        #expect(try PaymentChannel.parse(Bytes(Sample.json.utf8), core: core).id != id)
    }

    @Test func `times mean what the contract means by them`() throws {
        let channel = try Sample.channel()
        #expect(!channel.isExpired(at: Timestamp(milliseconds: 1_700_000_000_000)))
        #expect(channel.isExpired(at: Timestamp(milliseconds: 1_700_000_000_001)))
        #expect(!channel.isInWithdrawPeriod(at: Timestamp(milliseconds: 1_690_000_000_000)))
        #expect(channel.isInWithdrawPeriod(at: Timestamp(milliseconds: 1_690_000_000_001)))
    }

    // U20.
    @Test func `addresses are read in any case and printed with their checksum`() throws {
        let text = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
        #expect(try Sample.address(text.lowercased()).checksummed == text)
        #expect(try Sample.address(Sample.address(text).checksummed) == Sample.key(1).address)
    }
}
