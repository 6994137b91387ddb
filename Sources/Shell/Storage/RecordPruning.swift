// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
import Primitives
import Synchronization

/// Deletes the event records of channels that ended long ago, a few at a time.
///
/// What states included, paid and counted stays.
final class RecordPruning: Sendable {
    private let limits: StorageLimits
    private let last = Mutex<UInt64?>(nil)

    init(limits: StorageLimits) { self.limits = limits }

    /// Deletes some records, when the last time was long enough ago.
    func run(on database: Database, at now: Timestamp) throws {
        let isDue = last.withLock { last in
            let due = last.map { now.milliseconds >= $0 + limits.pruningPauseMillis } ?? true
            if due { last = now.milliseconds }
            return due
        }
        guard isDue else { return }
        let seconds = now.milliseconds / 1_000
        guard seconds > limits.recordsKeptSeconds else { return }
        let channel = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT number FROM channels
                    WHERE has_records = 1 AND valid_until < ? ORDER BY valid_until LIMIT 1
                    """), arguments: [Int64(clamping: seconds - limits.recordsKeptSeconds)])
        guard let channel else { return }
        // A state is noted anew when a record of it comes: not while the others go.
        let table = MissingRecordTable(database)
        guard try table.prune(channel, limit: limits.recordsPerPruning) == 0 else { return }
        let deleted = try deleteIncluded(of: channel, from: database)
        guard deleted == 0, try deleteWaiting(of: channel, from: database) == 0 else { return }
        try database.cachedStatement(sql: "UPDATE channels SET has_records = 0 WHERE number = ?")
            .execute(arguments: [channel])
    }

    /// Deletes the events of one account and state after the other, until they are enough.
    private func deleteIncluded(of channel: Int64, from database: Database) throws -> Int {
        var deleted = 0
        while deleted < limits.recordsPerPruning {
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT account, state, events FROM event_accounts WHERE channel = ?
                        ORDER BY account, state LIMIT 1
                        """), arguments: [channel])
            guard let row else { break }
            let (account, state): (Data, Int64) = (row[0], row[1])
            let numbers = try Columns.numbers(row.bytes(2))
            for number in numbers {
                // The event may be gone through another account, and its number another channel's.
                try database.cachedStatement(
                    sql: "DELETE FROM events WHERE number = ? AND channel = ?"
                ).execute(arguments: [number, channel])
            }
            try database.cachedStatement(
                sql: "DELETE FROM event_accounts WHERE channel = ? AND account = ? AND state = ?"
            ).execute(arguments: [channel, account, state])
            deleted += max(1, numbers.count)
        }
        return deleted
    }

    private func deleteWaiting(of channel: Int64, from database: Database) throws -> Int {
        let numbers = try Int64.fetchAll(
            database.cachedStatement(
                sql: "SELECT event FROM waiting_events WHERE channel = ? LIMIT ?"),
            arguments: [channel, limits.recordsPerPruning])
        for number in numbers {
            try database.cachedStatement(
                sql: "DELETE FROM waiting_events WHERE channel = ? AND event = ?"
            ).execute(arguments: [channel, number])
            try database.cachedStatement(sql: "DELETE FROM events WHERE number = ?")
                .execute(arguments: [number])
        }
        return numbers.count
    }
}
