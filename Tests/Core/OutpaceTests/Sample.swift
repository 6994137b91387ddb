// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives
import Testing

/// Values that the tests of this module share.
enum Sample {
    /// The channel of the computed trees.
    static let channelID = "0x2b00e36996914004a6ea9e9164187291fdf0f9f0ae6104bb9bd0c463ca0739fc"

    /// The description of a channel with a deposit of 1000 and fees of 100 each.
    static let json = """
        {"creator":"0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69",\
        "depositAsset":"0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718","depositAmount":"1000",\
        "validUntil":1700000000,"spec":{"title":"sample","validators":[\
        {"id":"0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",\
        "url":"https://one.example","fee":"100"},\
        {"id":"0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF",\
        "url":"http://two.example:80/","fee":"100"}],\
        "withdrawPeriodStart":1690000000000,"minPerImpression":"1","maxPerImpression":"10",\
        "pricingBounds":{"CLICK":{"min":"0","max":"0"}},"nonce":"1"}}
        """

    /// The key whose octets are all zero but the last.
    static func key(_ number: UInt8) throws -> Secp256k1PrivateKey {
        try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [number])
    }

    static func channel(_ json: String = json) throws -> PaymentChannel {
        try PaymentChannel.parse(Bytes(json.utf8), core: PaymentChannel.mainnetCore)
    }

    /// An address by hexadecimal digits, or by a name that becomes its last octets.
    static func address(_ name: String) throws -> Address {
        if name.hasPrefix("0x") { return try #require(Address(hex: name)) }
        let padding = Bytes(repeating: 0, count: Address.byteCount - name.utf8.count)
        return try #require(Address(bytes: padding + name.utf8))
    }

    static func balances(_ amounts: [(String, Amount)]) throws -> Balances {
        var entries: [Balances.Entry] = []
        for (name, amount) in amounts {
            entries.append(Balances.Entry(account: try address(name), amount: amount))
        }
        return try Balances(entries)
    }

    static func balances(_ amounts: KeyValuePairs<String, UInt64>) throws -> Balances {
        try balances(amounts.map { ($0.key, Amount($0.value)) })
    }

    /// Validators by name and fee.
    static func validators(_ fees: KeyValuePairs<String, UInt64>) throws -> [ValidatorSpec] {
        var validators: [ValidatorSpec] = []
        for (name, fee) in fees {
            let id = try address(name)
            validators.append(
                ValidatorSpec(id: id, url: "https://\(name)", fee: Amount(fee), feeAddress: id)
            )
        }
        return validators
    }

    /// The account and amount of the families of computed trees.
    static func entry(_ index: Int) throws -> Balances.Entry {
        let hash = Keccak256.hash(Bytes("adex-vector-addr-\(index)".utf8)).bytes
        let square = Amount(UInt64(index + 1) * UInt64(index + 1))
        let amount = square.multiplied(by: Amount(1_000_000_000_000_000))?
            .adding(Amount(UInt64(index)))
        return Balances.Entry(
            account: try #require(Address(bytes: hash.suffix(20))), amount: try #require(amount)
        )
    }
}
