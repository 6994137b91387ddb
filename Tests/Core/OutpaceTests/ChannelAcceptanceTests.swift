// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

struct ChannelAcceptanceTests {
    private static let end: UInt64 = 1_700_000_000_000
    private static let year: UInt64 = 365 * 86_400_000

    private func message(
        at now: UInt64 = end, as name: String = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",
        policy: ChannelPolicy = .open
    ) throws -> String? {
        ChannelAcceptance.fault(
            try Sample.channel(), now: Timestamp(milliseconds: now),
            address: try Sample.address(name), policy: policy
        )?.message
    }

    private func policy(
        validators: [String] = [], creators: [String] = [], assets: [String] = [],
        deposit: UInt64 = 0, fee: UInt64 = 0
    ) throws -> ChannelPolicy {
        ChannelPolicy(
            validators: Set(try validators.map(Sample.address)),
            creators: Set(try creators.map(Sample.address)),
            depositAssets: Set(try assets.map(Sample.address)), minimalDeposit: Amount(deposit),
            minimalFee: Amount(fee)
        )
    }

    @Test(
        arguments: [
            (end, nil), (end + 1, "channel.validUntil has passed"), (end - year, nil),
            (end - year - 1, "channel.validUntil should not be greater than one year"),
        ] as [(UInt64, String?)])
    func `a channel ends in the future, within a year`(now: UInt64, text: String?) throws {
        #expect(try message(at: now) == text)
    }

    @Test func `we must be one of the validators`() throws {
        #expect(try message(as: "a") == "channel is not validated by us")
    }

    @Test func `the other validators must be on the list`() throws {
        let text = "validators are not in the whitelist"
        #expect(try message(policy: policy(validators: ["a"])) == text)
        let other = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"
        #expect(try message(policy: policy(validators: [other])) == nil)
    }

    @Test func `the creator must be on the list`() throws {
        #expect(
            try message(policy: policy(creators: ["a"])) == "channel.creator is not whitelisted"
        )
        let creator = "0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69"
        #expect(try message(policy: policy(creators: [creator])) == nil)
    }

    @Test func `the token must be on the list`() throws {
        let text = "channel.depositAsset is not whitelisted"
        #expect(try message(policy: policy(assets: ["a"])) == text)
        let asset = "0x1eff47bc3a10a45d4b230b5d10e37751fe6aa718"
        #expect(try message(policy: policy(assets: [asset])) == nil)
    }

    @Test func `deposit and fee must be worth it`() throws {
        #expect(try message(policy: policy(deposit: 1000, fee: 100)) == nil)
        #expect(
            try message(policy: policy(deposit: 1001))
                == "channel.depositAmount is less than MINIMAL_DEPOSIT"
        )
        #expect(
            try message(policy: policy(fee: 101))
                == "channel validator fee is less than MINIMAL_FEE"
        )
    }
}
