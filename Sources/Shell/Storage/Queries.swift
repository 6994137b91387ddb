// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Foundation
import GRDB
import Gossip
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// What is asked of a running node's storage.
struct Queries {
    let database: Database

    init(_ database: Database) { self.database = database }

    func bundles(of channel: ChannelID, after sequence: UInt64, byteLimit: Int) throws -> [Bytes] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT bundle FROM states
                WHERE channel = (SELECT number FROM channels WHERE id = ?) AND sequence > ?
                ORDER BY sequence
                """, arguments: [Columns.blob(channel.bytes), Columns.blob(sequence)])
        var bundles: [Bytes] = []
        var byteCount = 0
        while let row = try rows.next() {
            let bundle = try row.bytes(0)
            byteCount += bundle.count
            guard bundles.isEmpty || byteCount <= byteLimit else { break }
            bundles.append(bundle)
        }
        return bundles
    }

    /// The statements of the approved state that was proposed under a sequence; nil for none.
    func statements(
        of channel: ChannelID, sequence: UInt64
    ) throws -> StateStatements? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT bundle FROM states
                WHERE channel = (SELECT number FROM channels WHERE id = ?) AND sequence = ?
                """, arguments: [Columns.blob(channel.bytes), Columns.blob(sequence)])
        guard let row else { return nil }
        let bundle = try Bundles.decode(row.bytes(0))
        return StateStatements(
            proposal: try Self.statement(bundle.newState),
            approvals: try bundle.approvals.map { try Self.statement($0) })
    }

    func records(of channel: ChannelID, ids: [EventID]) throws -> [Bytes] {
        let number = try Int64.fetchOne(
            database, sql: "SELECT number FROM channels WHERE id = ?",
            arguments: [Columns.blob(channel.bytes)])
        guard let number else { return [] }
        return try ids.compactMap { id in
            try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT record FROM events WHERE id = ? AND channel = ?"),
                arguments: [Columns.blob(id.bytes), number])?.bytes(0)
        }
    }

    func messages(
        of channel: ChannelID, query: MessageQuery, limit: Int
    ) throws -> [StoredMessage] {
        var conditions = ["channel = (SELECT number FROM channels WHERE id = ?)"]
        var arguments: StatementArguments = [Columns.blob(channel.bytes)]
        if let author = query.author {
            conditions.append("author = ?")
            arguments += [Columns.blob(author.bytes)]
        }
        if !query.kinds.isEmpty {
            let kinds = query.kinds.map { String($0.rawValue) }.joined(separator: ", ")
            conditions.append("kind IN (\(kinds))")
        }
        if let before = query.before {
            conditions.append("cursor < ?")
            arguments += [before]
        }
        arguments += [max(0, min(query.limit, limit))]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT cursor, received_at, raw FROM statements
                WHERE \(conditions.joined(separator: " AND ")) ORDER BY cursor DESC LIMIT ?
                """, arguments: arguments)
        var messages: [StoredMessage] = []
        while let row = try rows.next() {
            let received: Int64 = row[1]
            messages.append(
                StoredMessage(
                    cursor: row[0],
                    receivedAt: Timestamp(milliseconds: UInt64(clamping: received)),
                    statement: try Self.statement(row.bytes(2))))
        }
        return messages
    }

    func evidence(of channel: ChannelID) throws -> [Evidence] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT rule, validator, statements FROM evidence
                WHERE channel = (SELECT number FROM channels WHERE id = ?) ORDER BY number
                """, arguments: [Columns.blob(channel.bytes)])
        var evidence: [Evidence] = []
        while let row = try rows.next() {
            guard let rule = Evidence.Rule(rawValue: row[0]) else {
                throw StorageError.damaged("evidence")
            }
            let statements = try Columns.messages(row.bytes(2), "evidence")
            evidence.append(
                Evidence(
                    rule: rule, validator: try row.address(1, "evidence"),
                    statements: try statements.map { try Self.statement($0) }))
        }
        return evidence
    }

    /// A stored channel, read anew.
    static func channel(_ json: Bytes, core: Address) throws(StorageError) -> PaymentChannel {
        do {
            return try PaymentChannel.parse(json, core: core)
        } catch {
            throw .damaged("channel", cause: error.description)
        }
    }

    /// A stored statement, proved anew.
    static func statement(_ raw: Bytes) throws(StorageError) -> SignedStatement {
        let message: Message
        do {
            message = try Message.decode(raw)
        } catch {
            throw .damaged("statement", cause: "\(error)")
        }
        switch SignedStatement.verified(message) {
        case .success(let statement): return statement
        case .failure(let fault): throw .damaged("statement", cause: "\(fault)")
        }
    }
}
