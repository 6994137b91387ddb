// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives
import Testing

struct ChannelFaultTests {
    private static func fault(replacing old: String, with new: String) throws -> ChannelFault {
        #expect(Sample.json.contains(old))
        return try #require(throws: ChannelFault.self) {
            try Sample.channel(Sample.json.replacing(old, with: new, maxReplacements: 1))
        }
    }

    // U16.
    @Test(arguments: [
        ("\"nonce\":\"1\"", "\"nonsense\":1", "channel.spec.nonsense"),
        ("\"depositAmount\"", "\"amount\"", "channel.amount"),
        ("\"depositAmount\":\"1000\",", "", "channel.depositAmount"),
        ("\"1000\"", "1000", "channel.depositAmount"),
        ("\"1000\"", "\"-1\"", "channel.depositAmount"),
        ("\"1000\"", "\"0\"", "channel.depositAmount"),
        ("\"1000\"", "\"1e3\"", "channel.depositAmount"),
        ("1700000000", "\"1700000000\"", "channel.validUntil"),
        ("1700000000", "1.7e9", "channel.validUntil"),
        ("\"0x6813Eb93", "\"6813Eb93", "channel.creator"),
        ("0x1efF", "0x1Eff", "channel.depositAsset"),
        ("\"sample\"", "\"ab\"", "channel.spec.title"),
        ("https://one", "ftp://one", "channel.spec.validators[0].url"),
        ("https://one.example", "https://", "channel.spec.validators[0].url"),
        ("https://one.example", "https://a b", "channel.spec.validators[0].url"),
        ("\"fee\":\"100\"", "\"fee\":100", "channel.spec.validators[0].fee"),
        ("\"fee\":\"100\"", "\"fees\":\"100\"", "channel.spec.validators[0].fees"),
        (
            "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF",
            "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "channel.spec.validators[1].id"
        ),
        ("1690000000000", "null", "channel.spec.withdrawPeriodStart"),
        (
            "\"minPerImpression\":\"1\"", "\"minPerImpression\":\"11\"",
            "channel.spec.minPerImpression"
        ),
        ("\"CLICK\"", "\"PAY\"", "channel.spec.pricingBounds.PAY"),
        ("\"min\":\"0\"", "\"min\":\"1\"", "channel.spec.pricingBounds.CLICK.min"),
        ("\"min\":\"0\",", "", "channel.spec.pricingBounds.CLICK.min"),
        ("\"nonce\":\"1\"", "\"nonce\":1", "channel.spec.nonce"),
        ("\"nonce\":\"1\"", "\"missedEventsThreshold\":0", "channel.spec.missedEventsThreshold"),
        ("\"nonce\":\"1\"", "\"health\":{\"threshold\":1001}", "channel.spec.health.threshold"),
        ("\"nonce\":\"1\"", "\"health\":{\"unsignable\":971}", "channel.spec.health.unsignable"),
        ("\"nonce\":\"1\"", "\"batching\":{\"maxEvents\":0}", "channel.spec.batching.maxEvents"),
        ("\"nonce\":\"1\"", "\"batching\":{\"time\":5}", "channel.spec.batching.time"),
        (
            "\"nonce\":\"1\"", "\"cancellationFee\":{\"promilles\":1001}",
            "channel.spec.cancellationFee.promilles"
        ),
        (
            "\"nonce\":\"1\"", "\"cancellationFee\":{\"promilles\":10}",
            "channel.spec.cancellationFee.recipient"
        ),
        ("\"nonce\":\"1\"", "\"settleDelay\":60001", "channel.spec.settleDelay"),
        ("\"nonce\":\"1\"", "\"adUnits\":[1]", "channel.spec.adUnits[0]"),
        ("\"nonce\":\"1\"", "\"targeting\":[{\"score\":101}]", "channel.spec.targeting[0].score"),
        (
            "\"nonce\":\"1\"",
            "\"eventSubmission\":{\"allow\":[{\"rateLimit\":{\"type\":\"pow\"}}]}",
            "channel.spec.eventSubmission.allow[0].rateLimit.type"
        ),
    ])
    func `a fault names the path of its key`(old: String, new: String, path: String) throws {
        let fault = try Self.fault(replacing: old, with: new)
        #expect(fault.path == path)
        #expect(fault.description.contains(path) || fault.code == .unknownKey)
    }

    @Test(arguments: [
        (
            "0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69",
            "0x6813eb9362372eef6200f3b1dbc3f819671cba69",
            "channel.creator is checksummed"
        ),
        (
            "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF",
            "0x2b5ad5c4795c026514f8317c7a215e218dccd6cf",
            "channel.validators: all addresses are checksummed"
        ),
        (
            "\"fee\":\"100\"",
            "\"fee\":\"100\",\"feeAddr\":\"0x6813eb9362372eef6200f3b1dbc3f819671cba69\"",
            "channel.validators: all addresses are checksummed"
        ),
        ("\"fee\":\"100\"", "\"fee\":\"901\"", "total fees <= deposit: fee constraint violated"),
        ("1690000000000", "1700000000000", "channel withdrawPeriodStart is invalid"),
        ("{\"creator\"", "{\"id\":\"\(Sample.channelID)\",\"creator\"", "channel.id is not valid"),
        ("{\"creator\"", "{\"id\":1,\"creator\"", "channel.id is not valid"),
    ])
    func `a refusal has AdEx's text and says more`(old: String, new: String, text: String) throws {
        let fault = try Self.fault(replacing: old, with: new)
        #expect(fault.message == text)
        #expect(fault.detail.contains(fault.path))
    }

    @Test func `an unknown key is named with those that are allowed`() throws {
        let fault = try Self.fault(replacing: "\"url\"", with: "\"uri\"")
        #expect(
            fault.message
                == "channel.spec.validators[0]: unknown key \"uri\"; allowed: id, url, fee, feeAddr"
        )
    }

    @Test func `a value out of range is named with the range`() throws {
        let fault = try Self.fault(replacing: "\"nonce\":\"1\"", with: "\"settleDelay\":-1")
        #expect(
            fault.message == "channel.spec.settleDelay: found -1; "
                + "allowed: a whole number from 0 to 60000 (milliseconds)"
        )
    }

    @Test(arguments: [(1, false), (2, true), (25, true), (26, false)])
    func `a channel has 2 to 25 validators`(count: Int, isAccepted: Bool) throws {
        let start = try #require(Sample.json.firstRange(of: "\"validators\":[")).upperBound
        let end = try #require(Sample.json.firstRange(of: "],\"withdraw")).lowerBound
        let validators = try (1...count).map {
            let id = try Sample.key(UInt8($0)).address.checksummed
            return "{\"id\":\"\(id)\",\"url\":\"https://x\",\"fee\":\"1\"}"
        }.joined(separator: ",")
        let json = Sample.json[..<start] + validators + Sample.json[end...]
        if isAccepted {
            #expect(try Sample.channel(String(json)).validators.count == count)
        } else {
            let fault = try #require(throws: ChannelFault.self) {
                try Sample.channel(String(json))
            }
            #expect(fault.path == "channel.spec.validators")
        }
    }

    // I20.
    @Test func `a spec of more than 35000 octets is refused`() throws {
        let size = try Sample.channel().specBytes.count
        let filler = String(repeating: "9", count: 35_000 - size + 1)
        let json = Sample.json.replacing("\"nonce\":\"1\"", with: "\"nonce\":\"\(filler)\"")
        #expect(try Sample.channel(json).specBytes.count == 35_000)
        let fault = try #require(throws: ChannelFault.self) {
            try Sample.channel(json.replacing("sample", with: "samples"))
        }
        #expect(fault.message == "spec byte size exceeds allowed 35000 bytes size limit")
    }

    @Test func `what is not JSON is refused with the place`() throws {
        let fault = try #require(throws: ChannelFault.self) { try Sample.channel("{\"id\":}") }
        #expect(
            fault.message
                == "channel is not JSON: line 1, column 7: found '}'; expected a value"
        )
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `mutated descriptions are refused or read, never trapped on`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var bytes = Bytes(Sample.json.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                let other = Int.random(in: 0..<bytes.count, using: &generator)
                bytes.swapAt(index, other)
            }
            let channel = try? PaymentChannel.parse(bytes, core: PaymentChannel.mainnetCore)
            #expect(channel == nil || channel?.json == bytes)
        }
    }
}
