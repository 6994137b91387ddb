// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Cryptography
import Foundation
import Outpace
import Primitives
import Testing

/// A folder with one ledger file, removed with the value, and the channels that tests open in it.
final class Ledger {
    /// The chain's time in seconds.
    static let now: UInt64 = 1_680_000_000

    let path: String
    private let folder: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "outpace-chain-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
        path = url.appending(path: "ledger.db").path
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A connection of its own, as another process has it, at a time in seconds.
    func chain(at now: UInt64 = now) throws -> LedgerChain {
        try LedgerChain(path: path) { Timestamp(milliseconds: now * 1_000) }
    }

    static func channel(
        _ nonce: Int = 1, validators count: UInt8 = 2, validUntil: UInt64 = now + 86_400
    ) throws -> PaymentChannel {
        let validators = try (1...count).map { number in
            let key = try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [number])
            return #"{"id":"\#(key.address.checksummed)","url":"http://a.example","fee":"1"}"#
        }.joined(separator: ",")
        let json = """
            {"creator":"0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69",\
            "depositAsset":"0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718","depositAmount":"1000",\
            "validUntil":\(validUntil),"spec":{"title":"sample","validators":[\(validators)],\
            "withdrawPeriodStart":1000,"minPerImpression":"1","maxPerImpression":"10",\
            "nonce":"\(nonce)"}}
            """
        return try PaymentChannel.parse(Bytes(json.utf8), core: PaymentChannel.mainnetCore)
    }
}
