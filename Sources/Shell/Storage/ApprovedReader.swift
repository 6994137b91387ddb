// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Foundation
import GRDB
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// Rebuilds the last approved state of a channel from its bundle and the table of balances.
struct ApprovedReader {
    let database: Database
    private let name = "approved state"

    init(_ database: Database) { self.database = database }

    /// - Parameter statements: the channel's; approvals among them that came late complete the
    ///   state.
    func read(
        of number: Int64, channel: PaymentChannel, statements: [SignedStatement]
    ) throws -> ApprovedState? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT bundle, event_count, changes FROM states WHERE channel = ?
                ORDER BY sequence DESC LIMIT 1
                """, arguments: [number])
        guard let row else { return nil }
        let bundle = try Bundles.decode(row.bytes(0))
        let proposal = try Queries.statement(bundle.newState)
        guard case .newState(let newState) = proposal.statement else {
            throw StorageError.damaged(name)
        }
        let (beforeFees, balances) = try self.balances(number)
        guard let paid = beforeFees.total,
            StateTree(balances)?.stateRoot(of: channel.id) == newState.stateRoot
        else { throw StorageError.damaged("table of balances") }
        let eventCount: Int64 = row[1]
        let changes = try row.bytesIfPresent(2).map { try Columns.entries($0, name) }
        return ApprovedState(
            proposal: proposal, newState: newState, balances: balances, beforeFees: beforeFees,
            paid: paid, eventCount: UInt64(clamping: eventCount), stepIDs: bundle.stepIDs,
            payouts: bundle.payouts, changes: changes ?? newState.balances ?? bundle.balances,
            approvals: try approvals(
                bundle.approvals, of: newState, channel: channel, later: statements))
    }

    private func balances(_ channel: Int64) throws -> (beforeFees: Balances, afterFees: Balances) {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT account, before_fees, after_fees FROM balances WHERE channel = ?
                ORDER BY account
                """, arguments: [channel])
        var before: [Balances.Entry] = []
        var after: [Balances.Entry] = []
        while let row = try rows.next() {
            let account = try row.address(0, "balance")
            if let amount = try row.amountIfPresent(1, "balance") {
                before.append(Balances.Entry(account: account, amount: amount))
            }
            if let amount = try row.amountIfPresent(2, "balance") {
                after.append(Balances.Entry(account: account, amount: amount))
            }
        }
        return (try Balances(before), try Balances(after))
    }

    /// The approvals at their validators' places, each the newest that is stored.
    private func approvals(
        _ raw: [Bytes], of state: NewState, channel: PaymentChannel, later: [SignedStatement]
    ) throws -> [SignedStatement?] {
        var arranged = [SignedStatement?](repeating: nil, count: channel.spec.validators.count)
        let stored = try raw.map { try Queries.statement($0) }
        for statement in stored + later {
            guard case .approveState(let approval) = statement.statement,
                approval.approves(state),
                let place = channel.index(of: statement.authorAddress)
            else { continue }
            if let known = arranged[place], known.sequenceNumber >= statement.sequenceNumber {
                continue
            }
            arranged[place] = statement
        }
        return arranged
    }
}
