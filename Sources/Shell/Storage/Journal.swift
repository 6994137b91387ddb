// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
import Gossip
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// Writes the records of one batch, inside one transaction.
struct Journal {
    let database: Database
    let limits: StorageLimits
    let now: Timestamp
    let pruning: PruningSchedule
    let rules: PaymentRules
    private var numbers: [ChannelID: Int64] = [:]
    /// The channels that are noted to have records.
    private var recorded: Set<Int64> = []

    init(
        _ database: Database, limits: StorageLimits, now: Timestamp, pruning: PruningSchedule,
        rules: PaymentRules
    ) {
        self.database = database
        self.limits = limits
        self.now = now
        self.pruning = pruning
        self.rules = rules
    }

    mutating func write(_ record: NodeRecord) throws {
        switch record {
        case .sequenceNumbersReserved(let through):
            try run(
                """
                INSERT INTO node (number, sequence_reserved) VALUES (1, ?1)
                ON CONFLICT (number) DO UPDATE SET sequence_reserved = ?1
                WHERE sequence_reserved < ?1
                """, [Columns.blob(through)])
        case .channelAdded(let channel):
            try run(
                """
                INSERT OR IGNORE INTO channels (id, core, json, valid_until) VALUES (?, ?, ?, ?)
                """,
                [
                    Columns.blob(channel.id.bytes), Columns.blob(channel.core.bytes),
                    Columns.blob(channel.json), Int64(clamping: channel.validUntil),
                ])
        case .channel(let id, let record):
            try write(record, of: try number(of: id))
        }
    }

    private mutating func write(_ record: ChannelRecord, of channel: Int64) throws {
        switch record {
        case .event(let record, let isObserved):
            try write(record, isObserved: isObserved, of: channel)
        case .observed(let id):
            try observe(id)
        case .statement(let statement): try write(statement, of: channel)
        case .signed(let record): try write(record, of: channel)
        case .approved(let record): try write(record, of: channel)
        case .reverted(let root, let changes):
            try revert(root, of: channel)
            try write(changes, of: channel)
        case .recovered(let sequence, let events):
            guard try isKept(channel) else { return }
            try RecordJournal(database, rules: rules)
                .recover(events, sequence: sequence, of: channel)
        case .evidence(let evidence): try write(evidence, of: channel)
        case .dropped(let ids):
            let records = RecordJournal(database, rules: rules)
            for id in ids { try records.drop(id, of: channel) }
        case .live: try run("UPDATE channels SET is_live = 1 WHERE number = ?", [channel])
        }
    }

    /// Whether the records of a channel have their time still. What has begun to go does not come back: a
    /// state would be noted anew without its other records.
    private func isKept(_ channel: Int64) throws -> Bool {
        let validUntil = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT valid_until FROM channels WHERE number = ?"),
            arguments: [channel])
        let (end, isOver) = UInt64(clamping: validUntil ?? 0)
            .addingReportingOverflow(limits.recordsKeptSeconds)
        return isOver || now.milliseconds / 1_000 <= end
    }

    private mutating func number(of id: ChannelID) throws -> Int64 {
        if let number = numbers[id] { return number }
        let found = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT number FROM channels WHERE id = ?"),
            arguments: [Columns.blob(id.bytes)])
        guard let found else {
            throw StorageError(
                .inconsistent, "a record of channel \(id) came before the channel itself")
        }
        numbers[id] = found
        return found
    }

    private mutating func write(
        _ record: EventRecord, isObserved: Bool, of channel: Int64
    ) throws {
        if recorded.insert(channel).inserted {
            // All were deleted, perhaps, and a node that was away for long catches up.
            try run(
                "UPDATE channels SET has_records = 1 WHERE number = ? AND has_records = 0",
                [channel])
        }
        try run(
            """
            INSERT INTO events (id, channel, is_observed, record) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                Columns.blob(record.id.bytes), channel, isObserved, Columns.blob(record.bytes),
            ])
        if database.changesCount > 0 {
            try run(
                "INSERT OR IGNORE INTO waiting_events (channel, event) VALUES (?, ?)",
                [channel, database.lastInsertedRowID])
        } else if isObserved {
            try observe(record.id)
        }
    }

    private func observe(_ id: EventID) throws {
        try run("UPDATE events SET is_observed = 1 WHERE id = ?", [Columns.blob(id.bytes)])
    }

    private func write(_ statement: SignedStatement, of channel: Int64) throws {
        let author = statement.authorAddress
        let kind = statement.statement.kind
        try run(
            """
            INSERT OR IGNORE INTO statements
            (channel, author, sequence_number, kind, received_at, raw) VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                channel, Columns.blob(author.bytes), Columns.blob(statement.sequenceNumber),
                Int64(kind.rawValue), Int64(clamping: now.milliseconds),
                Columns.blob(statement.message.raw),
            ])
        guard database.changesCount > 0, kind != .setImpressionPrice,
            pruning.isDue(channel: channel, author: author, kind: kind)
        else { return }
        let group: StatementArguments = [
            "channel": channel, "kind": Int64(kind.rawValue),
            "author": Columns.blob(author.bytes), "kept": limits.statementsPerKindLimit,
        ]
        try database.cachedStatement(
            sql: """
                DELETE FROM statements
                WHERE channel = :channel AND kind = :kind AND author = :author
                AND sequence_number <= (
                    SELECT sequence_number FROM statements
                    WHERE channel = :channel AND kind = :kind AND author = :author
                    ORDER BY sequence_number DESC LIMIT 1 OFFSET :kept)
                """
        ).execute(arguments: group)
    }

    private func write(_ evidence: Evidence, of channel: Int64) throws {
        try run(
            """
            INSERT OR IGNORE INTO evidence (channel, rule, validator, statements)
            VALUES (?, ?, ?, ?)
            """,
            [
                channel, evidence.rule.rawValue, Columns.blob(evidence.validator.bytes),
                Columns.blob(evidence.statements.map(\.message.raw)),
            ])
    }

    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
