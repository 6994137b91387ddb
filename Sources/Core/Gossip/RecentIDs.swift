// This source file is part of the Outpace project. License: see LICENSE.

/// Ids that were mentioned a short while ago, bounded in number, forgotten in two steps.
struct RecentIDs: Sendable {
    private let limit: Int
    private var current: Set<MessageID> = []
    private var previous: Set<MessageID> = []

    /// Holds at most `limit` ids per step.
    init(limit: Int) { self.limit = limit }

    var count: Int { current.count + previous.count }

    func contains(_ id: MessageID) -> Bool { current.contains(id) || previous.contains(id) }

    /// Remembers an id unless there is no room; answers whether it was not known.
    @discardableResult
    mutating func insert(_ id: MessageID) -> Bool {
        guard current.count < limit else { return !contains(id) }
        return current.insert(id).inserted && !previous.contains(id)
    }

    /// Forgets what was inserted before the last rotation.
    mutating func rotate() {
        previous = current
        current.removeAll(keepingCapacity: false)
    }
}
