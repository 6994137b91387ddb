// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// What a peer asked for and is handed as its lane drains, first come first served.
struct ServingQueue: Sendable {
    enum Item: Sendable {
        /// Records or reports with these ids.
        case wanted(ReconciliationTopic, ArraySlice<EventID>)
        /// Each validator's newest statements.
        case latest(ChannelID)
        /// Word that this was everything.
        case caughtUp(ChannelID)
    }

    private var items: [Item] = []
    private var head = 0
    private var finishing: [ChannelID: Bool] = [:]

    /// Ids that were asked for and not looked at yet.
    private(set) var idCount = 0

    var isEmpty: Bool { head == items.count }

    /// Queues what was asked for; false when that is more than `limit` ids in all.
    mutating func append(_ ids: [EventID], of topic: ReconciliationTopic, limit: Int) -> Bool {
        guard idCount + ids.count <= limit else { return false }
        guard !ids.isEmpty else { return true }
        idCount += ids.count
        items.append(.wanted(topic, ids[...]))
        return true
    }

    /// Queues the end of an answer to a hello, unless the same end waits already.
    mutating func finish(_ id: ChannelID, withLatest: Bool) {
        if let isLatestQueued = finishing[id], isLatestQueued || !withLatest { return }
        if withLatest { items.append(.latest(id)) }
        items.append(.caughtUp(id))
        finishing[id] = withLatest
    }

    /// Takes the first item, of many ids only some.
    mutating func popFirst(idsLimit: Int) -> Item? {
        guard head < items.count else { return nil }
        switch items[head] {
        case .wanted(let topic, let ids) where ids.count > idsLimit:
            idCount -= idsLimit
            items[head] = .wanted(topic, ids.dropFirst(idsLimit))
            return .wanted(topic, ids.prefix(idsLimit))
        case .wanted(_, let ids): idCount -= ids.count
        case .latest: break
        case .caughtUp(let id): finishing[id] = nil
        }
        defer {
            head += 1
            if head == items.count || head > 1_024 {
                items.removeFirst(head)
                head = 0
            }
        }
        return items[head]
    }

    /// Forgets every promise that was not kept yet: something before it was lost.
    mutating func dropPromises() {
        items.removeFirst(head)
        head = 0
        items.removeAll { if case .caughtUp = $0 { true } else { false } }
        finishing = [:]
    }
}
