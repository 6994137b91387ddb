// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
package import NodeCore
package import Outpace
package import Primitives

/// A chain in one SQLite file: the embedded ledger, with the rules of the OUTPACE contract.
///
/// Several processes may share the file; SQLite's locks order their calls. What is written is
/// final.
///
/// - Source: AdExCore v4, `channelOpen` and `channelWithdrawExpired`.
package final class LedgerChain: ChainAdapter {
    /// Changes read at once.
    private static let pageLimit = 256
    /// The longest time a channel may run, in seconds: 365 days, the contract's bound.
    private static let lifetimeSecondsLimit: UInt64 = 365 * 86_400

    /// Where the file is.
    package let path: String

    private let queue: DatabaseQueue
    private let clock: @Sendable () -> Timestamp

    /// Opens the ledger at a path; makes one where there is none.
    ///
    /// - Parameter clock: stands for the time of the chain's newest block.
    package init(
        path: String, clock: @escaping @Sendable () -> Timestamp = LedgerChain.systemClock
    ) throws(ChainError) {
        self.path = path
        self.clock = clock
        do {
            queue = try LedgerFile.open(path)
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    /// The wall clock.
    package static let systemClock: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: UInt64(max(0, Date().timeIntervalSince1970 * 1_000)))
    }

    /// Opens a channel.
    ///
    /// - Throws: `INVALID_STATE` for a channel that was opened before, `INVALID_CHANNEL` for one
    ///   with other than 2 to 25 validators or an end outside now to now + 365 days.
    package func open(_ channel: PaymentChannel) async throws {
        let now = clock().milliseconds / 1_000
        try await perform(.immediate) { database in
            let state = try Self.state(of: channel.id, in: database)
            guard state == .unknown else {
                throw ChainError(
                    .invalidState,
                    "channel \(channel.id) was opened before; it is "
                        + "\(state.rawValue), and each channel opens once")
            }
            try Self.checkValidity(channel, now: now)
            try Self.record(.active, of: channel.id, json: channel.json, in: database)
        }
    }

    /// Ends a channel whose time is over: what nobody withdrew goes back to the creator.
    ///
    /// - Throws: `INVALID_STATE` unless it is active, `NOT_EXPIRED` before its end.
    package func withdrawExpired(_ channel: PaymentChannel) async throws {
        let now = clock().milliseconds / 1_000
        try await perform(.immediate) { database in
            let state = try Self.state(of: channel.id, in: database)
            guard state == .active else {
                throw ChainError(
                    .invalidState, "channel \(channel.id) is \(state.rawValue), not active")
            }
            guard now > channel.validUntil else {
                throw ChainError(
                    .notExpired,
                    "channel \(channel.id) ends at \(channel.validUntil) s; it is "
                        + "\(now) s now")
            }
            try Self.record(.expired, of: channel.id, json: channel.json, in: database)
        }
    }

    /// What the ledger says of a channel; `unknown` for one it never saw.
    package func state(of channel: ChannelID) async throws -> ChainState {
        try await perform(.deferred) { try Self.state(of: channel, in: $0) }
    }

    /// What the ledger says of channels, in the order of the question.
    package func states(of channels: [ChannelID]) async throws -> [ChainState] {
        try await perform(.deferred) { database in
            try channels.map { try Self.state(of: $0, in: database) }
        }
    }

    /// Everything the ledger knows, then every change as it comes.
    package func changes(pollInterval: Duration) -> ChainChanges {
        ChainChanges(pollInterval: pollInterval) { [self] place in try await page(after: place) }
    }

    /// The changes after a place in the ledger's order, at most one page, and the place they end
    /// at.
    package func page(
        after place: Int64
    ) async throws -> (changes: [ChainChange], place: Int64) {
        try await perform(.deferred) { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT number, channel, state FROM changes WHERE number > ? ORDER BY number "
                    + "LIMIT ?", arguments: [place, Self.pageLimit])
            let changes = try rows.map { row in
                guard let id = ChannelID(bytes: Bytes(row["channel"] as Data)),
                    let state = ChainState(rawValue: row["state"])
                else {
                    throw ChainError(.notLedger, "a row of the ledger is damaged")
                }
                return ChainChange(channel: id, state: state)
            }
            return (changes, rows.last?["number"] ?? place)
        }
    }

    /// Ends all access.
    package func close() throws(ChainError) {
        do {
            try queue.close()
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    private static func checkValidity(_ channel: PaymentChannel, now: UInt64) throws {
        let count = channel.spec.validators.count
        guard ChannelLimits.validatorCounts.contains(count) else {
            throw ChainError(
                .invalidChannel,
                "the channel has \(count) validators; allowed: "
                    + "\(ChannelLimits.validatorCounts.lowerBound) to "
                    + "\(ChannelLimits.validatorCounts.upperBound)")
        }
        let last = now + lifetimeSecondsLimit
        guard (now...last).contains(channel.validUntil) else {
            throw ChainError(
                .invalidChannel,
                "validUntil is \(channel.validUntil) s; allowed: now, \(now) s, "
                    + "to 365 days from now, \(last) s")
        }
    }

    private static func state(of channel: ChannelID, in database: Database) throws -> ChainState {
        let found = try String.fetchOne(
            database, sql: "SELECT state FROM channels WHERE id = ?",
            arguments: [Data(channel.bytes)])
        guard let found else { return .unknown }
        guard let state = ChainState(rawValue: found) else {
            throw ChainError(.notLedger, "a row of the ledger is damaged")
        }
        return state
    }

    private static func record(
        _ state: ChainState, of channel: ChannelID, json: Bytes, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO channels (id, state, json) VALUES (?1, ?2, ?3)
                ON CONFLICT (id) DO UPDATE SET state = ?2
                """, arguments: [Data(channel.bytes), state.rawValue, Data(json)])
        try database.execute(
            sql: "INSERT INTO changes (channel, state) VALUES (?, ?)",
            arguments: [Data(channel.bytes), state.rawValue])
    }

    /// Runs one transaction; one that writes takes the file's lock before it reads, so that no
    /// other process comes between its check and its write.
    private func perform<Value: Sendable>(
        _ kind: Database.TransactionKind,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(ChainError) -> Value {
        let path = path
        let result: Result<Value, ChainError> = await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { database in
                continuation.resume(returning: Self.run(kind, database, path: path, body))
            }
        }
        return try result.get()
    }

    private static func run<Value>(
        _ kind: Database.TransactionKind, _ database: Database, path: String,
        _ body: (Database) throws -> Value
    ) -> Result<Value, ChainError> {
        do {
            var value: Value?
            try database.inTransaction(kind) {
                value = try body(database)
                return .commit
            }
            guard let value else { preconditionFailure("a committed transaction has a value") }
            return .success(value)
        } catch {
            return .failure(failure(error, path: path))
        }
    }

    private static func failure(_ error: any Error, path: String) -> ChainError {
        if let error = error as? ChainError { return error }
        if let error = error as? DatabaseError, error.resultCode == .SQLITE_NOTADB {
            return ChainError(
                .notLedger, "\(path) is not a ledger; give the path of one, or of no file",
                cause: error.description)
        }
        return ChainError(
            .unavailable, "the ledger \(path) could not be used; see the cause",
            cause: "\(error)")
    }
}
