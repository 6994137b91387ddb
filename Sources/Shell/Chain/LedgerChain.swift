// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
package import NodeCore
package import Outpace
package import Primitives

/// A chain in one SQLite file: the embedded ledger, with the rules of the OUTPACE contract.
///
/// Several processes may share the file; SQLite's locks order their calls. What is written is
/// final. Whoever may write the file can change anything in it, so it settles among those who trust
/// its owner; each call is nevertheless signed by who makes it, and the log keeps the signature.
///
/// - Source: AdExCore v4; decision 17.
package final class LedgerChain: ChainAdapter {
    /// Rows read at once.
    private static let pageLimit = 256

    /// Where the file is.
    package let path: String
    /// The name of this ledger, drawn when it was made; callers sign it.
    package let identity: Digest

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
            identity = try queue.read { try LedgerTables(database: $0).identity() }
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    /// The wall clock.
    package static let systemClock: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: UInt64(max(0, Date().timeIntervalSince1970 * 1_000)))
    }

    /// The chain's time, in seconds since the Unix epoch.
    package var now: UInt64 { clock().milliseconds / 1_000 }

    /// What the ledger says of a channel; `unknown` for one it never saw.
    package func state(of channel: ChannelID) async throws -> ChainState {
        try await read { try $0.state(of: channel) }
    }

    /// What the ledger says of channels, in the order of the question.
    package func states(of channels: [ChannelID]) async throws -> [ChainState] {
        try await read { tables in try channels.map { try tables.state(of: $0) } }
    }

    /// What the ledger still holds for channels, in the order of the question; nil for unknown ones.
    package func remaining(of channels: [ChannelID]) async throws -> [Amount?] {
        try await read { tables in try channels.map { try tables.remaining(of: $0) } }
    }

    /// The whole description of a channel that was opened; nil for one that was not.
    package func channel(_ id: ChannelID) async throws -> PaymentChannel? {
        try await read { try $0.held(id)?.channel }
    }

    /// What an account has withdrawn from a channel so far.
    package func withdrawn(by account: Address, from channel: ChannelID) async throws -> Amount {
        try await read { try $0.withdrawn(by: account, from: channel) }
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
        try await read { try $0.changes(after: place, limit: Self.pageLimit) }
    }

    /// The calls that were carried out after a place in the log, in order, at most one page.
    ///
    /// - Parameters:
    ///   - place: the number of the last record seen; zero for the beginning.
    ///   - channel: only this one's; nil for all.
    /// - Throws: `DAMAGED_LEDGER` when a record is not signed by its caller.
    package func records(
        after place: Int64 = 0, of channel: ChannelID? = nil
    ) async throws -> [LedgerRecord] {
        try await read { try $0.records(after: place, of: channel, limit: Self.pageLimit) }
    }

    /// Ends all access.
    package func close() throws(ChainError) {
        do {
            try queue.close()
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    /// Runs one transaction that only reads: all it sees is of one moment.
    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (LedgerTables) throws -> Value
    ) async throws(ChainError) -> Value {
        try await perform(.deferred, body)
    }

    /// Runs one transaction that writes: it takes the file's lock before it reads, so that no other
    /// process comes between its check and its write.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (LedgerTables) throws -> Value
    ) async throws(ChainError) -> Value {
        try await perform(.immediate, body)
    }

    private func perform<Value: Sendable>(
        _ kind: Database.TransactionKind,
        _ body: @escaping @Sendable (LedgerTables) throws -> Value
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
        _ body: (LedgerTables) throws -> Value
    ) -> Result<Value, ChainError> {
        do {
            var value: Value?
            try database.inTransaction(kind) {
                value = try body(LedgerTables(database: database))
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
        guard let error = error as? DatabaseError else {
            return ChainError(
                .unavailable, "the ledger \(path) could not be used; see the cause",
                cause: "\(error)")
        }
        switch error.resultCode {
        case .SQLITE_NOTADB:
            return ChainError(
                .notLedger, "\(path) is not a ledger; give the path of one, or of no file",
                cause: error.description)
        case .SQLITE_CORRUPT:
            return ChainError(
                .damaged, "the ledger \(path) is damaged; put a copy in its place",
                cause: error.description)
        default:
            return ChainError(
                .unavailable, "the ledger \(path) could not be used; see the cause",
                cause: error.description)
        }
    }
}
