// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import GRDB
import NodeCore
import Outpace
import Primitives

/// Reads and writes the ledger's rows, inside the caller's transaction.
///
/// Every row that is read is checked: a file can be damaged, or edited by hand.
struct LedgerTables {
    let database: Database

    /// The name of this ledger, drawn when it was made.
    func identity() throws -> Digest {
        let rows = try Row.fetchAll(database, sql: "SELECT identity FROM ledger")
        guard rows.count == 1, let row = rows.first else {
            throw ChainError(.damaged, "the ledger has \(rows.count) identities instead of one")
        }
        return try row.digest("identity")
    }

    /// Writes a channel that was never there.
    func insert(_ channel: PaymentChannel) throws {
        try database.execute(
            sql: """
                INSERT INTO channels (id, state, json, core, deposit, withdrawn)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Data(channel.id.bytes), ChainState.active.rawValue, Data(channel.json),
                Data(channel.core.bytes), Data(channel.deposit.bigEndianBytes),
                Data(Amount.zero.bigEndianBytes),
            ])
        try note(.active, of: channel.id)
    }

    /// Ends a channel.
    func expire(_ channel: ChannelID) throws {
        try database.execute(
            sql: "UPDATE channels SET state = ? WHERE id = ?",
            arguments: [ChainState.expired.rawValue, Data(channel.bytes)])
        try note(.expired, of: channel)
    }

    /// A channel with its whole description; nil for one that was never opened.
    func held(_ id: ChannelID) throws -> HeldChannel? {
        let found = try Row.fetchOne(
            database, sql: "SELECT state, json, core, withdrawn FROM channels WHERE id = ?",
            arguments: [Data(id.bytes)])
        guard let found else { return nil }
        guard let core = Address(bytes: found.bytes("core")),
            let channel = try? PaymentChannel.parse(found.bytes("json"), core: core),
            channel.id == id
        else {
            throw ChainError(
                .damaged, "the ledger's description of channel \(id) does not hash to its id")
        }
        return HeldChannel(
            channel: channel, state: try found.state(), withdrawn: try found.amount("withdrawn"))
    }

    /// A channel's state, without its description.
    func state(of channel: ChannelID) throws -> ChainState {
        let found = try Row.fetchOne(
            database, sql: "SELECT state FROM channels WHERE id = ?",
            arguments: [Data(channel.bytes)])
        return try found?.state() ?? .unknown
    }

    /// What is left of a deposit, without the channel's description; nil for an unknown channel.
    func remaining(of channel: ChannelID) throws -> Amount? {
        let found = try Row.fetchOne(
            database, sql: "SELECT state, deposit, withdrawn FROM channels WHERE id = ?",
            arguments: [Data(channel.bytes)])
        guard let found else { return nil }
        guard let rest = try found.amount("deposit").subtracting(try found.amount("withdrawn"))
        else {
            throw ChainError(
                .damaged, "of channel \(channel) more was withdrawn than deposited")
        }
        return try found.state() == .active ? rest : .zero
    }

    /// What an account has withdrawn from a channel.
    func withdrawn(by account: Address, from channel: ChannelID) throws -> Amount {
        let found = try Row.fetchOne(
            database, sql: "SELECT withdrawn FROM accounts WHERE channel = ? AND account = ?",
            arguments: [Data(channel.bytes), Data(account.bytes)])
        return try found?.amount("withdrawn") ?? .zero
    }

    /// Writes what was withdrawn, by an account and by all.
    func setWithdrawn(
        _ amount: Amount, by account: Address, total: Amount, from channel: ChannelID
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO accounts (channel, account, withdrawn) VALUES (?1, ?2, ?3)
                ON CONFLICT (channel, account) DO UPDATE SET withdrawn = ?3
                """,
            arguments: [
                Data(channel.bytes), Data(account.bytes), Data(amount.bigEndianBytes),
            ])
        try database.execute(
            sql: "UPDATE channels SET withdrawn = ? WHERE id = ?",
            arguments: [Data(total.bigEndianBytes), Data(channel.bytes)])
    }

    /// The changes after a place, at most `limit`, and the place they end at.
    func changes(
        after place: Int64, limit: Int
    ) throws -> (changes: [ChainChange], place: Int64) {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT number, channel, state FROM changes WHERE number > ? ORDER BY number "
                + "LIMIT ?", arguments: [place, limit])
        let changes = try rows.map { row in
            ChainChange(channel: ChannelID(try row.digest("channel")), state: try row.state())
        }
        return (changes, rows.last?["number"] ?? place)
    }

    private func note(_ state: ChainState, of channel: ChannelID) throws {
        try database.execute(
            sql: "INSERT INTO changes (channel, state) VALUES (?, ?)",
            arguments: [Data(channel.bytes), state.rawValue])
    }
}

extension Row {
    /// Of a column that a damaged file may have lost.
    func bytes(_ column: String) -> Bytes { (self[column] as Data?).map { Bytes($0) } ?? [] }

    func digest(_ column: String) throws(ChainError) -> Digest {
        guard let digest = Digest(bytes: bytes(column)) else { throw Self.damage(column) }
        return digest
    }

    func amount(_ column: String) throws(ChainError) -> Amount {
        let bytes = bytes(column)
        guard bytes.count == 32, let amount = Amount(bigEndianBytes: bytes) else {
            throw Self.damage(column)
        }
        return amount
    }

    func state() throws(ChainError) -> ChainState {
        guard let state = (self["state"] as String?).flatMap({ ChainState(rawValue: $0) }) else {
            throw Self.damage("state")
        }
        return state
    }

    static func damage(_ column: String) -> ChainError {
        ChainError(.damaged, "a row of the ledger is damaged: its \(column) is none")
    }
}
