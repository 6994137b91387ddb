// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
package import ValidatorMessages

/// What a node has counted since it started.
package struct NodeCounters: Hashable, Sendable {
    /// Statements by kind, received and first seen.
    package var statementsReceived = [UInt64](repeating: 0, count: StatementKind.allCases.count)
    /// Statements by kind, made here.
    package var statementsSent = [UInt64](repeating: 0, count: StatementKind.allCases.count)
    /// Proposals made here.
    package var statesProposed: UInt64 = 0
    /// Events refused, by reason; the reasons are a fixed set.
    package var eventsRefused: [String: UInt64] = [:]
    /// Statements refused before they reached a channel, by fault; the faults are a fixed set.
    package var statementsRefused: [String: UInt64] = [:]
    /// Event records that came from other validators.
    package var recordsReceived: UInt64 = 0
    /// Records that were not taken, by reason; the reasons are a fixed set.
    package var recordsRefused: [String: UInt64] = [:]
    /// Hellos that were said.
    package var reconciliations: UInt64 = 0
    /// Questions asked in runs of reconciliation.
    package var reconcileRounds: UInt64 = 0
    /// Octets of questions, answers and requests of reconciliation that were queued.
    package var reconcileBytesSent: UInt64 = 0
    /// Octets of questions, answers and requests of reconciliation that came.
    package var reconcileBytesReceived: UInt64 = 0
    /// Records and reports that runs of this node brought or handed over.
    package var reconcileRepaired: UInt64 = 0

    /// Nothing counted yet.
    package init() {}

    mutating func sent(_ kind: StatementKind) { statementsSent[Self.index(kind)] += 1 }

    mutating func received(_ kind: StatementKind) { statementsReceived[Self.index(kind)] += 1 }

    /// Where a kind stands in the arrays.
    package static func index(_ kind: StatementKind) -> Int { Int(kind.rawValue) - 1 }
}

/// What a node has counted for one channel since it started.
package struct ChannelCounters: Hashable, Sendable {
    /// Events accepted from clients, by type: impressions, clicks, closes.
    package var eventsReceived = [UInt64](repeating: 0, count: EventType.allCases.count)
    /// States approved.
    package var statesApproved: UInt64 = 0
    /// Proposals refused here, by reason.
    package var statesRejected = [UInt64](repeating: 0, count: RejectReason.allCases.count)
}
