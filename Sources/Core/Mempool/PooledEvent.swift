// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// One event in the pool: its place, its exact record, what pricing needs, and who observed it.
package struct PooledEvent: Hashable, Sendable {
    /// Its place in the pool.
    package let key: EventKey

    /// The exact record, which the id is the hash of.
    package let record: Bytes

    /// Who is paid for it.
    package let publisher: Address

    /// The validators that provably observed it.
    package var observers: ValidatorSet

    /// The type as the record's number: 1 for an impression, 2 for a click.
    package let type: UInt8

    /// Whether it carries a valid signature of its user.
    package let isUserSigned: Bool

    /// Puts the parts together; `record` hashes to `key.id`, which the caller has checked.
    package init(
        key: EventKey, record: Bytes, type: UInt8, publisher: Address, isUserSigned: Bool,
        observers: ValidatorSet = .empty
    ) {
        self.key = key
        self.record = record
        self.type = type
        self.publisher = publisher
        self.isUserSigned = isUserSigned
        self.observers = observers
    }

    /// Its id.
    package var id: EventID { key.id }

    /// Whether `validators[index]` answers for it: it observed the event itself, or a supermajority
    /// of `validators` did, or the user signed it.
    package func isAccountable(to index: Int, validators: Int) -> Bool {
        observers.contains(index) || 3 * observers.count >= 2 * validators || isUserSigned
    }
}
