// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// Rebuilds what a node starts from.
struct SnapshotReader {
    let database: Database
    let limits: StorageLimits

    init(_ database: Database, limits: StorageLimits) {
        self.database = database
        self.limits = limits
    }

    func read() throws -> NodeSnapshot {
        var snapshot = NodeSnapshot()
        if let row = try Row.fetchOne(database, sql: "SELECT sequence_reserved FROM node") {
            snapshot.sequenceNumbersReserved = try row.unsigned(0, "sequence reservation")
        }
        let rows = try Row.fetchAll(
            database, sql: "SELECT number, id, core, json, is_live FROM channels ORDER BY id")
        for row in rows { snapshot.channels.append(try channel(row)) }
        return snapshot
    }

    private func channel(_ row: Row) throws -> ChannelSnapshot {
        let number: Int64 = row[0]
        let channel = try Queries.channel(row.bytes(3), core: row.address(2, "channel"))
        guard try channel.id.bytes == row.bytes(1) else { throw StorageError.damaged("channel") }
        var snapshot = ChannelSnapshot(channel: channel)
        snapshot.isLive = row[4]
        snapshot.included = try included(number)
        snapshot.lacksRecords = try MissingRecordTable(database).isNeeded(by: number)
        snapshot.pending = try pending(number)
        snapshot.signed = try signed(number)
        snapshot.evidence = try Queries(database).evidence(of: channel.id)
        snapshot.statements = try StatementReader(database, limits: limits)
            .read(of: number, included: snapshot.included)
        snapshot.approved = try ApprovedReader(database)
            .read(of: number, channel: channel, statements: snapshot.statements)
        return snapshot
    }

    private func included(_ channel: Int64) throws -> [EventID] {
        let rows = try Row.fetchCursor(
            database, sql: "SELECT step_ids FROM states WHERE channel = ? ORDER BY sequence",
            arguments: [channel])
        var included: [EventID] = []
        while let row = try rows.next() {
            included += try Columns.ids(row.bytes(0), "approved state")
        }
        return included
    }

    private func pending(
        _ channel: Int64
    ) throws -> [(record: EventRecord, isObserved: Bool)] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT record, is_observed FROM waiting_events
                JOIN events ON events.number = waiting_events.event
                WHERE waiting_events.channel = ? ORDER BY waiting_events.event
                """, arguments: [channel])
        var pending: [(record: EventRecord, isObserved: Bool)] = []
        while let row = try rows.next() {
            do {
                pending.append((try EventRecord.decode(row.bytes(0)), row[1]))
            } catch {
                throw StorageError.damaged("event", cause: "\(error)")
            }
        }
        return pending.sorted { $0.record.key < $1.record.key }
    }

    private func signed(_ channel: Int64) throws -> SignedRecord? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT sequence, root, lineage, balances, changes, step_ids FROM signatures
                WHERE channel = ?
                """, arguments: [channel])
        let name = "last signature"
        guard let row else { return nil }
        let balances: Balances
        do {
            balances = try Balances(Columns.entries(row.bytes(3), name))
        } catch let fault as BalancesFault {
            throw StorageError.damaged(name, cause: fault.message)
        }
        return SignedRecord(
            floor: SigningFloor(
                sequence: try row.unsigned(0, name), root: try row.digest(1, name),
                lineage: Lineage(try row.digest(2, name)), balances: balances),
            changes: try Columns.entries(row.bytes(4), name),
            stepIDs: try Columns.ids(row.bytes(5), name))
    }
}
