// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// One event in the pool: its place, its exact record, what pricing needs, and who observed it.
public struct PooledEvent: Hashable, Sendable {
    /// Its place in the pool.
    public let key: EventKey

    /// The exact record, which the id is the hash of.
    public let record: Bytes

    /// Who is paid for it.
    public let publisher: Address

    /// The validators that provably observed it.
    public var observers: ValidatorSet

    /// The type as the record's number: 1 for an impression, 2 for a click, 3 for a close.
    public let type: UInt8

    /// Whether it carries a valid signature of its user; for a close, of the channel's creator.
    public let isUserSigned: Bool

    /// The validator whose lane brought it, in one octet; `noCarrier` for one that came otherwise.
    private let carrierIndex: UInt8

    private static let noCarrier = UInt8.max

    /// Puts the parts together; `record` hashes to `key.id`, which the caller has checked.
    ///
    /// - Parameter carrier: the validator that handed it over; nil for our own sentry or storage.
    public init(
        key: EventKey, record: Bytes, type: UInt8, publisher: Address, isUserSigned: Bool,
        observers: ValidatorSet = .empty, carrier: Int? = nil
    ) {
        self.key = key
        self.record = record
        self.type = type
        self.publisher = publisher
        self.isUserSigned = isUserSigned
        self.observers = observers
        carrierIndex = carrier.flatMap { UInt8(exactly: $0) } ?? Self.noCarrier
    }

    /// The validator whose lane brought it; nil when our own sentry or storage did.
    public var carrier: Int? {
        carrierIndex == Self.noCarrier ? nil : Int(carrierIndex)
    }

    /// Its id.
    public var id: EventID { key.id }

    /// Whether it ends the campaign.
    public var isClose: Bool { type == 3 }

    /// Whether anybody answers for it: a validator observed it, or the user signed it.
    public var isVouched: Bool { isUserSigned || !observers.isEmpty }

    /// Whether every one of `validators` answers for it, whoever observed it: a supermajority did, or
    /// the user signed it.
    public func isVouchedByAll(validators: Int) -> Bool {
        isUserSigned || observers.isSupermajority(of: validators)
    }

    /// Whether `validators[index]` answers for it: it observed the event itself, or a supermajority
    /// of `validators` did, or the user signed it.
    public func isAccountable(to index: Int, validators: Int) -> Bool {
        observers.contains(index) || isVouchedByAll(validators: validators)
    }
}
