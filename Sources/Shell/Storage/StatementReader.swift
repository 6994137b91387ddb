// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
import Gossip
import Primitives
import ValidatorMessages

/// Picks the statements of a channel that a restart needs.
///
/// The newest of each kind of each validator, every price, and of the newest reports those that
/// name an event which is in no approved state: whether a validator observed it is known from
/// nothing else.
struct StatementReader {
    let database: Database
    let limits: StorageLimits

    init(_ database: Database, limits: StorageLimits) {
        self.database = database
        self.limits = limits
    }

    /// The statements, oldest first by the number their author gave them.
    func read(of channel: Int64, included: [EventID]) throws -> [SignedStatement] {
        let included = Set(included)
        var statements = try rows(
            of: channel, .setImpressionPrice, newest: nil
        ).map { try Queries.statement($0) }
        let authors = try Row.fetchAll(
            database, sql: "SELECT DISTINCT author FROM statements WHERE channel = ?",
            arguments: [channel])
        for row in authors {
            let author = try row.bytes(0)
            for kind in [StatementKind.newState, .approveState, .rejectState] {
                statements += try rows(of: channel, kind, newest: 1, by: author)
                    .map { try Queries.statement($0) }
            }
            let reports = try rows(
                of: channel, .reportObservedEvents, newest: limits.reportsRestoredLimit, by: author)
            for (index, raw) in reports.enumerated()
            where index == 0 || namesOpenEvent(raw, included: included) {
                statements.append(try Queries.statement(raw))
            }
        }
        return statements.sorted {
            ($0.sequenceNumber, $0.authorAddress) < ($1.sequenceNumber, $1.authorAddress)
        }
    }

    /// Whether a report names an event outside all approved states; read before its costly proof.
    private func namesOpenEvent(_ raw: Bytes, included: Set<EventID>) -> Bool {
        guard let message = try? Message.decode(raw),
            case .reportObservedEvents(let report)? = try? ValidatorMessages.Statement
                .decode(message.data[...])
        else { return true }
        return !report.observed.allSatisfy { included.contains($0) }
            || !report.missing.allSatisfy { included.contains($0) }
    }

    /// Statements of one kind, newest first.
    private func rows(
        of channel: Int64, _ kind: StatementKind, newest limit: Int?, by author: Bytes? = nil
    ) throws -> [Bytes] {
        var sql = "SELECT raw FROM statements WHERE channel = ? AND kind = ?"
        var arguments: StatementArguments = [channel, Int64(kind.rawValue)]
        if let author {
            sql += " AND author = ?"
            arguments += [Columns.blob(author)]
        }
        sql += " ORDER BY sequence_number DESC LIMIT ?"
        arguments += [limit ?? -1]
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map { try $0.bytes(0) }
    }
}
