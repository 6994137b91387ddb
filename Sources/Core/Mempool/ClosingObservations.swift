// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Which validators observed that the creator ends the campaign, over all records that say so.
public struct ClosingObservations: Hashable, Sendable {
    private var counts = [Int](repeating: 0, count: ValidatorSet.validatorLimit)
    private var signedCount = 0

    /// Whether the creator signed one itself.
    public var isSigned: Bool { signedCount > 0 }

    /// The validators that observed one. O(validators).
    public var observers: ValidatorSet {
        var set = ValidatorSet.empty
        for index in counts.indices where counts[index] > 0 { set.insert(index) }
        return set
    }

    /// Whether all may act on it: its creator signed it, or a supermajority of `validators` observed it.
    public func isAgreed(validators: Int) -> Bool {
        isSigned || observers.isSupermajority(of: validators)
    }

    /// Whether a validator observed one.
    public func isObserved(by validator: Int) -> Bool { counts[validator] > 0 }

    mutating func add(_ event: PooledEvent) { change(event, by: 1) }

    mutating func remove(_ event: PooledEvent) { change(event, by: -1) }

    private mutating func change(_ event: PooledEvent, by sign: Int) {
        if event.isUserSigned { signedCount += sign }
        for index in event.observers.indices { counts[index] += sign }
    }
}
