// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Who observed events whose records have not arrived yet.
///
/// Each validator has a share of its own and loses its own oldest report when it passes it, so one
/// that reports ids without end pushes nobody else's reports out.
struct WaitingObservations: Sendable {
    private struct Entry: Identified {
        let id: EventID
        var observers: ValidatorSet
    }

    /// The newest reports of one validator, in a ring.
    private struct Reports: Sendable {
        var ids: [EventID] = []
        var oldest = 0
    }

    private let limit: Int
    private var entries: PagedTable<Entry>
    private var reports: [Reports]

    init(validators: Int, limitPerValidator: Int, seed: UInt64) {
        limit = limitPerValidator
        entries = PagedTable(seed: seed)
        reports = Array(repeating: Reports(), count: validators)
    }

    /// How many ids are waited for.
    var count: Int { entries.count }

    /// Notes a report; false when it was known, or nothing may wait.
    mutating func insert(_ id: EventID, by index: Int) -> Bool {
        guard limit > 0 else { return false }
        let isNew = entries.update(id) { entry in
            if entry.observers.contains(index) { return false }
            entry.observers.insert(index)
            return true
        }
        if isNew == false { return false }
        if isNew == nil {
            var observers = ValidatorSet.empty
            observers.insert(index)
            _ = entries.insert(Entry(id: id, observers: observers))
        }
        remember(id, by: index)
        return true
    }

    /// Who reported an event whose record is not here.
    func observers(of id: EventID) -> ValidatorSet { entries[id]?.observers ?? .empty }

    /// Gives up the reports of an event, because its record came.
    mutating func take(_ id: EventID) -> ValidatorSet { entries.remove(id)?.observers ?? .empty }

    private mutating func remember(_ id: EventID, by index: Int) {
        if reports[index].ids.count < limit {
            reports[index].ids.append(id)
            return
        }
        let oldest = reports[index].oldest
        let dropped = reports[index].ids[oldest]
        reports[index].ids[oldest] = id
        reports[index].oldest = oldest + 1 == limit ? 0 : oldest + 1
        forget(dropped, by: index)
    }

    private mutating func forget(_ id: EventID, by index: Int) {
        let isEmpty = entries.update(id) { entry in
            entry.observers.remove(index)
            return entry.observers.isEmpty
        }
        if isEmpty == true { _ = entries.remove(id) }
    }
}
