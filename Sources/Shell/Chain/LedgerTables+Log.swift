// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import GRDB
import Primitives

/// The log of calls.
extension LedgerTables {
    /// Adds a call that was carried out.
    func append(
        _ request: LedgerRequest, by caller: LedgerCaller, paid: Amount, seconds: UInt64
    ) throws {
        var (root, amount): (Data?, Data?) = (nil, nil)
        if case .withdraw(_, let balanceRoot, let amountInTree) = request {
            (root, amount) = (Data(balanceRoot.bytes), Data(amountInTree.bigEndianBytes))
        }
        try database.execute(
            sql: """
                INSERT INTO calls
                (function, channel, balance_root, amount, caller, signature, paid, seconds)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                request.function.rawValue, Data(request.channel.bytes), root, amount,
                Data(caller.address.bytes), Data(caller.signature.bytes),
                Data(paid.bigEndianBytes), Int64(clamping: seconds),
            ])
    }

    /// The calls after a place, at most `limit`, in order; of one channel or of all.
    func records(
        after place: Int64, of channel: ChannelID?, limit: Int
    ) throws -> [LedgerRecord] {
        let ledger = try identity()
        let ofChannel = channel == nil ? "" : "AND channel = ?3 "
        var arguments: StatementArguments = [place, limit]
        if let channel { arguments += [Data(channel.bytes)] }
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT * FROM calls WHERE number > ?1 \(ofChannel)ORDER BY number LIMIT ?2",
            arguments: arguments)
        return try rows.map { try Self.record($0, ledger: ledger) }
    }

    /// Reads a line of the log; one that its caller did not sign was not written by this program.
    private static func record(_ row: Row, ledger: Digest) throws -> LedgerRecord {
        let number: Int64 = row["number"]
        let request = try request(row)
        guard let address = Address(bytes: row.bytes("caller")),
            let signature = try? RecoverableSignature(bytes: row.bytes("signature"))
        else { throw Row.damage("signature") }
        let caller = LedgerCaller(address: address, signature: signature)
        guard caller.hasSigned(request, ledger: ledger) else {
            throw ChainError(
                .damaged, "call \(number) of the ledger is not signed by its caller \(address)")
        }
        return LedgerRecord(
            number: number, request: request, caller: caller, paid: try row.amount("paid"),
            seconds: UInt64(clamping: row["seconds"] as Int64))
    }

    private static func request(_ row: Row) throws -> LedgerRequest {
        let channel = ChannelID(try row.digest("channel"))
        guard let function = LedgerFunction(rawValue: row["function"]) else {
            throw Row.damage("function")
        }
        switch function {
        case .channelOpen: return .open(channel)
        case .channelWithdrawExpired: return .withdrawExpired(channel)
        case .channelWithdraw:
            guard !row.hasNull("balance_root"), !row.hasNull("amount") else {
                throw Row.damage("amount")
            }
            return .withdraw(
                channel, balanceRoot: try row.digest("balance_root"),
                amountInTree: try row.amount("amount"))
        }
    }
}

extension Row {
    fileprivate func hasNull(_ column: String) -> Bool {
        (self[column] as DatabaseValue).isNull
    }
}
