// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// How much of a pool each validator fills with events that it alone answers for: those that no
/// supermajority observed.
///
/// We answer for what we observed; for the rest the first validator that reported the event, or the one
/// that brought it while nobody has. So whoever invents events fills its own share with them, and nobody
/// else's; and we acknowledge no more than the others have room for.
struct PoolShares: Sendable {
    private struct Share {
        var count = 0
        var byteCount = 0
    }

    private let ownIndex: Int?
    private let eventLimit: Int
    private let byteLimit: Int
    private var shares: [Share]

    init(parameters: MempoolParameters, validators: Int, ownIndex: Int?) {
        self.ownIndex = ownIndex
        eventLimit = parameters.eventShareLimit(validators: validators)
        byteLimit = parameters.byteShareLimit(validators: validators)
        shares = Array(repeating: Share(), count: validators)
    }

    /// Whether there is room for one more event of the validator that answers for it.
    func refusal(of event: PooledEvent) -> MempoolRefusal? {
        guard let index = answering(for: event), shares.indices.contains(index) else { return nil }
        let share = shares[index]
        guard share.count < eventLimit, event.record.count <= byteLimit - share.byteCount else {
            return .shareUsedUp(limit: eventLimit)
        }
        return nil
    }

    mutating func add(_ event: PooledEvent) { change(event, by: 1) }

    mutating func remove(_ event: PooledEvent) { change(event, by: -1) }

    /// How many events a validator alone answers for.
    func count(of index: Int) -> Int { shares.indices.contains(index) ? shares[index].count : 0 }

    private mutating func change(_ event: PooledEvent, by sign: Int) {
        guard let index = answering(for: event), shares.indices.contains(index) else { return }
        shares[index].count += sign
        shares[index].byteCount += sign * event.record.count
    }

    private func answering(for event: PooledEvent) -> Int? {
        if event.observers.isSupermajority(of: shares.count) { return nil }
        // Our sentry takes a CLOSE from the channel's creator only.
        if let ownIndex, event.observers.contains(ownIndex) {
            return event.isClose ? nil : ownIndex
        }
        return event.observers.first ?? event.carrier
    }
}
