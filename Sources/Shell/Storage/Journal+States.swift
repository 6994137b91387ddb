// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Foundation
import GRDB
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension Journal {
    /// Records a signature before it is released; never below, and never another state beside, the
    /// last.
    ///
    /// The same state under a lower number keeps the higher number.
    func write(_ record: SignedRecord, of channel: Int64) throws {
        let known = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT sequence, root, lineage FROM signatures WHERE channel = ?"),
            arguments: [channel])
        var sequence = record.floor.sequence
        if let known {
            let last = try known.unsigned(0, "last signature")
            let root = try known.digest(1, "last signature")
            let lineage = try known.digest(2, "last signature")
            let isSame = lineage == record.floor.lineage.digest
            guard isSame || record.floor.sequence > last else {
                throw StorageError(
                    .signingFloor,
                    "state \(record.floor.root) with sequence \(record.floor.sequence) was to be "
                        + "signed after state \(root) with sequence \(last); allowed: a higher "
                        + "sequence, or the same state")
            }
            sequence = max(sequence, last)
        }
        try run(
            """
            INSERT OR REPLACE INTO signatures
            (channel, sequence, root, lineage, balances, changes, step_ids)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                channel, Columns.blob(sequence), Columns.blob(record.floor.root.bytes),
                Columns.blob(record.floor.lineage.bytes),
                Columns.blob(record.floor.balances.entries), Columns.blob(record.changes),
                Columns.blob(record.stepIDs),
            ])
    }

    /// Records an approved state: its bundle, its balances, and where its events went.
    func write(_ record: ApprovedRecord, of channel: Int64) throws {
        let state = record.state
        let last = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT sequence, root FROM states WHERE channel = ?
                    ORDER BY sequence DESC LIMIT 1
                    """), arguments: [channel])
        if let last {
            let root = try last.digest(1, "approved state")
            let sequence = try last.unsigned(0, "approved state")
            // A later state may repeat the root: its events changed no balance.
            if root == state.root, sequence == state.newState.sequence { return }
            guard sequence < state.newState.sequence else {
                throw StorageError(
                    .inconsistent,
                    "approved state \(state.root) does not come after the stored one, \(root)")
            }
        }
        let said = state.newState.balances ?? state.bundle.balances
        try run(
            """
            INSERT INTO states
            (channel, sequence, root, parent, event_count, changes, step_ids, bundle)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                channel, Columns.blob(state.newState.sequence), Columns.blob(state.root.bytes),
                state.newState.parent.map { Columns.blob($0.bytes) },
                Int64(clamping: state.eventCount),
                said == state.changes ? nil : Columns.blob(state.changes),
                Columns.blob(state.stepIDs), Columns.blob(state.bundle.encode()),
            ])
        let number = database.lastInsertedRowID
        try RecordJournal(database, rules: rules).include(
            RecordJournal.Step(
                ids: state.stepIDs, payouts: state.payouts,
                cutoff: state.newState.cutoff.occurredAt),
            as: number, of: channel, at: now)
        try write(record.changes, of: channel)
    }

    func write(_ changes: [BalanceChange], of channel: Int64) throws {
        for change in changes {
            let account = Columns.blob(change.account.bytes)
            guard change.beforeFees != nil || change.afterFees != nil else {
                try run(
                    "DELETE FROM balances WHERE channel = ? AND account = ?", [channel, account])
                continue
            }
            try run(
                """
                INSERT OR REPLACE INTO balances (channel, account, before_fees, after_fees)
                VALUES (?, ?, ?, ?)
                """,
                [
                    channel, account, change.beforeFees.map { Columns.blob($0) },
                    change.afterFees.map { Columns.blob($0) },
                ])
        }
    }

    /// Takes an approved state back; its events wait again.
    func revert(_ root: Digest, of channel: Int64) throws {
        let found = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT number, root, step_ids FROM states WHERE channel = ?
                    ORDER BY sequence DESC LIMIT 1
                    """), arguments: [channel])
        guard let found, try found.digest(1, "approved state") == root else {
            throw StorageError(
                .inconsistent, "state \(root) cannot be taken back: it is not the last approved")
        }
        let number: Int64 = found[0]
        try RecordJournal(database, rules: rules).exclude(
            Columns.ids(found.bytes(2), "approved state"), of: number, channel: channel)
        try run("DELETE FROM states WHERE number = ?", [number])
    }
}
