// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The ids of all events that approved states of a channel have counted, so none is counted twice.
///
/// It only grows, by about 42 octets per id. A copy shares everything until one of the two changes.
public struct IncludedLedger: Sendable {
    private var ids: PagedTable<EventID>

    /// An empty ledger; `placementSeed` is this process's secret of `MempoolParameters`.
    public init(placementSeed: UInt64 = 0) { ids = PagedTable(seed: placementSeed) }

    /// How many ids there are.
    public var count: Int { ids.count }

    /// Whether the event was counted. O(1).
    public func contains(_ id: EventID) -> Bool { ids.contains(id) }

    /// Counts the event; false when it was counted before. O(1).
    @discardableResult
    public mutating func insert(_ id: EventID) -> Bool { ids.insert(id) }

    /// Counts the events; those counted before change nothing.
    public mutating func insert(_ newIDs: [EventID]) {
        for id in newIDs { insert(id) }
    }

    /// Takes ids back whose state a higher one replaced; unknown ids change nothing.
    public mutating func remove(_ revertedIDs: [EventID]) {
        for id in revertedIDs { _ = ids.remove(id) }
    }
}
