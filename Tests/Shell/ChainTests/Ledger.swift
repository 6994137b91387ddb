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
    /// The number of the creator's key.
    static let creatorNumber: UInt8 = 200

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

    /// Keys 1 to 25 are validators, in this order; the creator's is 200, accounts' are from 100.
    static func key(_ number: UInt8) throws -> Secp256k1PrivateKey {
        try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [number])
    }

    static func address(_ number: UInt8) throws -> Address { try key(number).address }

    static func channel(
        _ nonce: Int = 1, validators count: UInt8 = 2, deposit: Int = 1_000,
        validUntil: UInt64 = now + 86_400
    ) throws -> PaymentChannel {
        try PaymentChannel.parse(
            json(nonce, validators: count, deposit: deposit, validUntil: validUntil),
            core: PaymentChannel.mainnetCore)
    }

    static func json(
        _ nonce: Int = 1, validators count: UInt8 = 2, deposit: Int = 1_000,
        validUntil: UInt64 = now + 86_400
    ) throws -> Bytes {
        let validators = try (0..<count).map { index in
            let id = try address(index + 1).checksummed
            return #"{"id":"\#(id)","url":"http://a.example","fee":"1"}"#
        }.joined(separator: ",")
        return Bytes(
            """
            {"creator":"\(try address(creatorNumber).checksummed)",\
            "depositAsset":"0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718",\
            "depositAmount":"\(deposit)",\
            "validUntil":\(validUntil),"spec":{"title":"sample","validators":[\(validators)],\
            "withdrawPeriodStart":1000,"minPerImpression":"1","maxPerImpression":"10",\
            "nonce":"\(nonce)"}}
            """.utf8)
    }
}

extension LedgerChain {
    /// Opens a channel with the creator's key, or another's.
    func open(_ channel: PaymentChannel, key number: UInt8 = Ledger.creatorNumber) async throws {
        let caller = caller(try Ledger.key(number), for: .open(channel.id))
        try await open(channel, by: caller)
    }

    /// Takes the rest with the creator's key, or another's.
    @discardableResult
    func withdrawExpired(
        _ channel: PaymentChannel, key number: UInt8 = Ledger.creatorNumber
    ) async throws -> Amount {
        let caller = caller(try Ledger.key(number), for: .withdrawExpired(channel.id))
        return try await withdrawExpired(channel.id, by: caller)
    }

    /// Withdraws with the key of an account.
    @discardableResult
    func withdraw(_ withdrawal: LedgerWithdrawal, key number: UInt8) async throws -> Amount {
        let caller = caller(try Ledger.key(number), for: withdrawal.request)
        return try await withdraw(withdrawal, by: caller)
    }
}

/// The code of the refusal that `body` ends with.
func refusal(_ body: () async throws -> Void) async -> String? {
    let error = await #expect(throws: ChainError.self) { try await body() }
    return error?.code.rawValue
}
