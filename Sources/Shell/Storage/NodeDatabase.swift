// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
package import NodeCore
package import Primitives
import Synchronization
package import Validator

/// A node's durable records: one SQLite file in WAL mode whose commits are on the disk when they
/// return.
///
/// One process owns the file; the lock on the home folder, which guarantees that, is the caller's.
///
/// - Source: `docs/PROTOCOL.md`, section 7: the record of a signature is durable before the signature
///   leaves the process.
package final class NodeDatabase: Sendable {
    /// Where the file is.
    package let path: String

    let pool: DatabasePool
    let limits: StorageLimits
    private let clock: @Sendable () -> Timestamp
    private let pruning: PruningSchedule
    private let rules = PaymentRules()
    private let recordPruning: RecordPruning
    private let counted = Mutex(StorageCounters())

    init(
        path: String, pool: DatabasePool, limits: StorageLimits,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.path = path
        self.pool = pool
        self.limits = limits
        self.clock = clock
        pruning = PruningSchedule(period: limits.statementsBetweenPrunings)
        recordPruning = RecordPruning(limits: limits)
    }

    /// What was counted since the start.
    package var counters: StorageCounters { counted.withLock { $0 } }

    /// Makes records durable: one transaction, one sync of the disk, for the whole batch.
    ///
    /// - Throws: any failure leaves the file as it was before; the node must stop then, for what it
    ///   decided is not recorded.
    package func append(_ records: [NodeRecord]) async throws(StorageError) {
        guard !records.isEmpty else { return }
        let start = ContinuousClock.now
        let result = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { [self] database in
                continuation.resume(returning: commit(records, to: database))
            }
        }
        let elapsed = ContinuousClock.now - start
        counted.withLock { counters in
            switch result {
            case .success: counters.committed(records.count, in: elapsed)
            case .failure: counters.failures += 1
            }
        }
        try result.get()
    }

    private func commit(
        _ records: [NodeRecord], to database: Database
    ) -> Result<Void, StorageError> {
        do {
            try database.inTransaction(.immediate) {
                let now = clock()
                var journal = Journal(
                    database, limits: limits, now: now, pruning: pruning, rules: rules)
                for record in records { try journal.write(record) }
                try recordPruning.run(on: database, at: now)
                return .commit
            }
            return .success(())
        } catch {
            return .failure(StorageError(error, path: path))
        }
    }

    /// Everything a node needs to take up where the records end.
    ///
    /// - Complexity: reads all pending events and the ids of all included ones. A million included
    ///   ids take about a second; a million pending events some fifteen, for each is decoded and
    ///   hashed again.
    package func snapshot() throws(StorageError) -> NodeSnapshot {
        do {
            return try pool.read { try SnapshotReader($0, limits: limits).read() }
        } catch {
            throw StorageError(error, path: path)
        }
    }

    /// Approved states of a channel that follow a sequence, oldest first, in their encoded form.
    ///
    /// - Parameter byteLimit: stops before the octets pass it; one bundle is always taken.
    package func approvedBundles(
        of channel: ChannelID, after sequence: UInt64, byteLimit: Int
    ) async throws(StorageError) -> [Bytes] {
        try await read { database in
            try Queries(database).bundles(of: channel, after: sequence, byteLimit: byteLimit)
        }
    }

    /// Stored statements of a channel, newest first; at most `messagesPerPageLimit` of them.
    package func messages(
        of channel: ChannelID, query: MessageQuery
    ) async throws(StorageError) -> [StoredMessage] {
        let limit = limits.messagesPerPageLimit
        return try await read { database in
            try Queries(database).messages(of: channel, query: query, limit: limit)
        }
    }

    /// Proof of misbehaviour in a channel, oldest first.
    package func evidence(of channel: ChannelID) async throws(StorageError) -> [Evidence] {
        try await read { database in try Queries(database).evidence(of: channel) }
    }

    func read<Value: Sendable>(
        _ value: @escaping @Sendable (Database) throws -> Value
    ) async throws(StorageError) -> Value {
        let path = path
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            pool.asyncRead { database in
                do {
                    continuation.resume(returning: .success(try value(try database.get())))
                } catch {
                    continuation.resume(returning: .failure(StorageError(error, path: path)))
                }
            }
        }
        return try result.get()
    }

    /// Ends all access; what was appended is in the file.
    package func close() throws(StorageError) {
        do {
            try pool.close()
        } catch {
            throw StorageError(error, path: path)
        }
    }
}
