// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
public import ValidatorMessages

/// What a node has counted since it started.
public struct NodeCounters: Hashable, Sendable {
    /// Statements by kind, received and first seen.
    public var statementsReceived = [UInt64](repeating: 0, count: StatementKind.allCases.count)
    /// Statements by kind, made here.
    public var statementsSent = [UInt64](repeating: 0, count: StatementKind.allCases.count)
    /// Proposals made here.
    public var statesProposed: UInt64 = 0
    /// Events refused, by reason; the reasons are a fixed set.
    public var eventsRefused: [String: UInt64] = [:]
    /// Statements refused before they reached a channel, by fault; the faults are a fixed set.
    public var statementsRefused: [String: UInt64] = [:]
    /// Event records that came from other validators.
    public var recordsReceived: UInt64 = 0
    /// Records that were not taken, by reason; the reasons are a fixed set.
    public var recordsRefused: [String: UInt64] = [:]
    /// Hellos that were said.
    public var reconciliations: UInt64 = 0
    /// Questions asked in runs of reconciliation.
    public var reconcileRounds: UInt64 = 0
    /// Octets of questions, answers and requests of reconciliation that were queued.
    public var reconcileBytesSent: UInt64 = 0
    /// Octets of questions, answers and requests of reconciliation that came.
    public var reconcileBytesReceived: UInt64 = 0
    /// Records and reports that runs of this node brought or handed over.
    public var reconcileRepaired: UInt64 = 0

    /// Nothing counted yet.
    public init() {}

    mutating func sent(_ kind: StatementKind) { statementsSent[Self.index(kind)] += 1 }

    mutating func received(_ kind: StatementKind) { statementsReceived[Self.index(kind)] += 1 }

    /// Where a kind stands in the arrays.
    public static func index(_ kind: StatementKind) -> Int { Int(kind.rawValue) - 1 }
}

/// What a node has counted for one channel since it started.
public struct ChannelCounters: Hashable, Sendable {
    /// Events accepted from clients, by type: impressions, clicks, closes.
    public var eventsReceived = [UInt64](repeating: 0, count: EventType.allCases.count)
    /// States approved.
    public var statesApproved: UInt64 = 0
    /// Proposals refused here, by reason.
    public var statesRejected = [UInt64](repeating: 0, count: RejectReason.allCases.count)
}
