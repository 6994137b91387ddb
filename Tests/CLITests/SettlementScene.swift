// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Cryptography
import Foundation
import Outpace
import Primitives
import Testing

/// A folder with a channel of three validators, and the keys of all who have to do with it.
struct SettlementScene {
    let outpace: Executable
    let channel: PaymentChannel

    static let creator: UInt8 = 50
    static let earner: UInt8 = 60

    /// Makes a folder with `channel.json`, `creator.key` and `earner.key`.
    ///
    /// - Parameter isOver: whether the channel has ended already.
    static func make(
        isOver: Bool = false, _ body: (SettlementScene) async throws -> Void
    ) async throws {
        try await Executable.inFolder { outpace in
            let scene = SettlementScene(
                outpace: outpace,
                channel: try PaymentChannel.parse(
                    Bytes(try json(validUntil: now + (isOver ? -60 : 3_600)).utf8),
                    core: PaymentChannel.mainnetCore))
            try outpace.write(
                String(decoding: scene.channel.json, as: UTF8.self), to: "channel.json")
            try outpace.write(Hex.encode(key(creator).exportBytes()), to: "creator.key")
            try outpace.write(Hex.encode(key(earner).exportBytes()), to: "earner.key")
            try await body(scene)
        }
    }

    static func key(_ number: UInt8) throws -> Secp256k1PrivateKey {
        try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [number])
    }

    /// The address of that key, checksummed.
    static func account(_ number: UInt8) throws -> String { try key(number).address.checksummed }

    /// The channel's id.
    var id: String { channel.id.description }

    static var now: Int { Int(Date().timeIntervalSince1970) }

    private static func json(validUntil: Int) throws -> String {
        let validators = try (1...3).map { number in
            let id = try account(UInt8(number))
            return #"{"id":"\#(id)","url":"http://a.example","fee":"0"}"#
        }.joined(separator: ",")
        return """
            {"creator":"\(try account(creator))",\
            "depositAsset":"0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718","depositAmount":"1000",\
            "validUntil":\(validUntil),"spec":{"validators":[\(validators)],\
            "withdrawPeriodStart":1000,"minPerImpression":"1","maxPerImpression":"1"}}
            """
    }

    /// Opens the channel in `ledger.db`, as the command does, but in the hour before its end.
    func open() async throws {
        let before = Timestamp(milliseconds: (channel.validUntil - 3_600) * 1_000)
        let ledger = try LedgerChain(path: "\(outpace.folder)/ledger.db") { before }
        try await ledger.open(
            channel, by: ledger.caller(Self.key(Self.creator), for: .open(channel.id)))
        try ledger.close()
    }

    /// What a node answers about the earner's balance; another account has 5.
    ///
    /// - Parameters:
    ///   - validators: the numbers of those that the answer names.
    ///   - signers: the numbers of those that signed.
    func proof(
        amount: UInt64, validators: [UInt8] = [1, 2, 3], signers: Set<UInt8> = [1, 3]
    ) throws -> String {
        let earner = try Self.key(Self.earner).address
        let balances = try Balances([
            Balances.Entry(account: earner, amount: Amount(amount)),
            Balances.Entry(account: try Self.key(61).address, amount: Amount(5)),
        ])
        let tree = try #require(StateTree(balances))
        let root = tree.stateRoot(of: channel.id)
        let path = try #require(tree.proof(for: earner)).map { "\"\($0)\"" }
        let names = try validators.map { "\"\(try Self.account($0))\"" }
        let signatures = try validators.map { number in
            guard signers.contains(number) else { return "null" }
            let key = try Self.key(number)
            return "\"\(key.signRecoverable(PersonalMessage.digest(of: root)).hex)\""
        }
        return """
            {"channelId":"\(channel.id)","address":"\(earner.checksummed)","amount":"\(amount)",\
            "proof":[\(path.joined(separator: ","))],"balanceRoot":"\(tree.balanceRoot)",\
            "stateRoot":"\(root)","validators":[\(names.joined(separator: ","))],\
            "signatures":[\(signatures.joined(separator: ","))]}
            """
    }

    /// Runs `channel withdraw` on `proof.json` with the earner's key.
    func withdraw(_ more: String...) async throws -> Executable.Result {
        try await outpace.run(
            [
                "channel", "withdraw", "--channel-id", id, "--ledger",
                "sqlite:ledger.db", "--key", "earner.key", "--proof", "proof.json",
            ] + more)
    }
}
