// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The events of one channel that no approved state covers yet, oldest first.
///
/// Bounded in events and in octets, and each validator in what it alone answers for: when full it
/// refuses, and it never drops an event by itself.
/// No operation costs O(n). A copy shares everything until one of the two changes. It has no clock
/// and no ledger: whoever fills it first judges the age (`MempoolParameters.refusal`) and whether
/// an approved state already counted the event (`IncludedLedger`).
///
/// - Source: `docs/PROTOCOL.md`, section 4.
public struct EventPool: Sendable {
    /// The bounds.
    @Shared public var parameters: MempoolParameters
    private let validators: Int
    private(set) var order = EventOrder()
    private var events: PagedTable<PooledEvent>
    private var waiting: WaitingObservations
    private var shares: PoolShares

    /// Events that are here beyond the bounds because a proposal rests on them.
    private var needed: Set<EventID> = []

    /// The octets of all records together.
    public private(set) var byteCount = 0

    /// Who observed an event that ends the campaign; clients that tell several validators need not make
    /// one record of it.
    public private(set) var closings = ClosingObservations()

    /// How many events somebody answers for: a validator reported them, or their user signed them.
    public private(set) var vouchedCount = 0

    /// An empty pool of a channel with so many validators, at most 25.
    ///
    /// - Parameter ownIndex: which of them we are; nil for none.
    public init(parameters: MempoolParameters, validators: Int, ownIndex: Int? = nil) {
        precondition(
            (0...ValidatorSet.validatorLimit).contains(validators), "\(validators) validators"
        )
        _parameters = Shared(wrappedValue: parameters)
        self.validators = validators
        events = PagedTable(seed: parameters.placementSeed)
        shares = PoolShares(
            parameters: parameters, validators: validators, ownIndex: ownIndex)
        waiting = WaitingObservations(
            validators: validators, limitPerValidator: parameters.waitingLimitPerValidator,
            seed: parameters.placementSeed
        )
    }

    /// How many events there are.
    public var count: Int { order.count }

    /// Whether there are none.
    public var isEmpty: Bool { order.count == 0 }

    /// How many ids were reported whose records are not here.
    public var waitingCount: Int { waiting.count }

    /// The oldest event. O(log n).
    public var firstKey: EventKey? { order.first }

    /// What two pools compare. O(log n).
    public var summary: PoolSummary {
        PoolSummary(
            count: count, fingerprint: order.fingerprint.digest, watermark: order.last
        )
    }

    /// The event with this id, when its record is here. O(1).
    public subscript(id: EventID) -> PooledEvent? { events[id] }

    /// Whether the event's record is here. O(1).
    public func contains(_ id: EventID) -> Bool { events.contains(id) }

    /// Whether some validator reported an event whose record is not here. O(1).
    public func isReported(_ id: EventID) -> Bool { !waiting.observers(of: id).isEmpty }

    /// Takes an event in, with what was reported of it before: true when it is new, false when it
    /// was here and only its observers were merged. O(log n).
    public mutating func insert(
        _ event: PooledEvent, as admission: PoolAdmission = .offered
    ) -> Result<Bool, MempoolRefusal> {
        let isKnown =
            update(event.id) { known in
                known.observers.formUnion(event.observers)
                return true
            } != nil
        if isKnown { return .success(false) }
        var event = event
        event.observers.formUnion(waiting.observers(of: event.id))
        if admission != .restored, let refusal = refusal(of: event) {
            guard admission == .needed, needed.count < parameters.neededEventLimit else {
                return .failure(refusal)
            }
            needed.insert(event.id)
        }
        _ = waiting.take(event.id)
        order.insert(event.key)
        _ = events.insert(event)
        count(event)
        return .success(true)
    }

    /// Whether we may answer for an event that is here: nil when there is room for it in our share, or
    /// none is needed. O(1).
    public func refusal(ofObserving id: EventID, by index: Int) -> MempoolRefusal? {
        guard var event = events[id] else { return nil }
        event.observers.insert(index)
        return shares.refusal(of: event)
    }

    private func refusal(of event: PooledEvent) -> MempoolRefusal? {
        if count >= parameters.eventLimit {
            return .tooManyEvents(limit: parameters.eventLimit)
        }
        if event.record.count > parameters.byteLimit - byteCount {
            return .tooManyBytes(limit: parameters.byteLimit)
        }
        return shares.refusal(of: event)
    }

    /// Notes that `validators[index]` observed the event, also before its record is here; an index
    /// past the last is a bug of the caller. O(1).
    ///
    /// - Returns: whether that was news.
    @discardableResult
    public mutating func observe(_ id: EventID, by index: Int) -> Bool {
        precondition((0..<validators).contains(index), "validator \(index) of \(validators)")
        let isNews = update(id) { event in
            if event.observers.contains(index) { return false }
            event.observers.insert(index)
            return true
        }
        return isNews ?? waiting.insert(id, by: index)
    }

    /// How many events `validators[index]` alone answers for.
    public func shareCount(of index: Int) -> Int { shares.count(of: index) }

    /// Changes the observers of an event, and who answers for it with them; nil when it is not here.
    private mutating func update(
        _ id: EventID, _ body: (inout PooledEvent) -> Bool
    ) -> Bool? {
        var change: (before: PooledEvent, after: PooledEvent)?
        let answer = events.update(id) { event in
            let before = event
            let answer = body(&event)
            change = (before, event)
            return answer
        }
        if let change {
            discount(change.before)
            count(change.after)
        }
        return answer
    }

    private mutating func count(_ event: PooledEvent) {
        byteCount += event.record.count
        if event.isVouched { vouchedCount += 1 }
        if event.isClose { closings.add(event) }
        shares.add(event)
    }

    private mutating func discount(_ event: PooledEvent) {
        byteCount -= event.record.count
        if event.isVouched { vouchedCount -= 1 }
        if event.isClose { closings.remove(event) }
        shares.remove(event)
    }

    /// Takes an event out and returns it; nil when it is not here. O(log n).
    @discardableResult
    public mutating func remove(_ id: EventID) -> PooledEvent? {
        guard let event = events.remove(id) else { return nil }
        needed.remove(id)
        order.remove(event.key)
        discount(event)
        return event
    }

    /// Takes events out; ids that are not here are passed over.
    ///
    /// - Returns: how many were taken out.
    @discardableResult
    public mutating func remove(_ ids: [EventID]) -> Int {
        var removed = 0
        for id in ids where remove(id) != nil { removed += 1 }
        return removed
    }

    /// Takes the oldest event out and returns it. O(log n).
    public mutating func popFirst() -> PooledEvent? {
        guard let key = order.popFirst(), let event = events.remove(key.id) else { return nil }
        needed.remove(key.id)
        discount(event)
        return event
    }
}
