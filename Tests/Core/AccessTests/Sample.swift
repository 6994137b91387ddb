// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Cryptography
import Outpace
import Primitives
import Testing

/// Values that the tests of this module share.
enum Sample {
    /// When the channel below takes events.
    static let now = Timestamp(milliseconds: 1_680_000_000_000)
    static let withdrawal = Timestamp(milliseconds: 1_690_000_000_001)
    static let end = Timestamp(milliseconds: 1_700_000_000_001)

    /// The key whose octets are all zero but the last.
    static func key(_ number: UInt8) throws -> Secp256k1PrivateKey {
        try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [number])
    }

    /// A channel that key 3 made and keys 1 and 2 sign.
    static func channel(_ eventSubmission: String? = nil) throws -> PaymentChannel {
        let rules = eventSubmission.map { #","eventSubmission":\#($0)"# } ?? ""
        let json = """
            {"creator":"\(try key(3).address.checksummed)",\
            "depositAsset":"0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718","depositAmount":"1000",\
            "validUntil":1700000000,"spec":{"validators":[\
            {"id":"\(try key(1).address.checksummed)","url":"https://one.example","fee":"1"},\
            {"id":"\(try key(2).address.checksummed)","url":"https://two.example","fee":"1"}],\
            "withdrawPeriodStart":1690000000000,"minPerImpression":"1",\
            "maxPerImpression":"10"\(rules)}}
            """
        return try PaymentChannel.parse(Bytes(json.utf8), core: PaymentChannel.mainnetCore)
    }
}
