// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Balances {
    /// These balances and the payouts on top; an account may be paid more than once.
    ///
    /// A payout of nothing makes no entry for an account that has none, so that the tree does not
    /// depend on who looked at which event once the deposit is spent.
    ///
    /// - Returns: nil when an amount passes 2^256 - 1.
    /// - Complexity: O(n + k log k) for k payouts.
    public func adding(_ payouts: [Entry]) -> Balances? {
        var merged: [Entry] = []
        merged.reserveCapacity(entries.count + payouts.count)
        var own = entries.startIndex
        let paid = Self.sorted(payouts.filter { !$0.amount.isZero })
        var next = paid.startIndex
        while next < paid.endIndex {
            let account = paid[next].account
            while own < entries.endIndex, entries[own].account < account {
                merged.append(entries[own])
                own += 1
            }
            var amount = Amount.zero
            if own < entries.endIndex, entries[own].account == account {
                amount = entries[own].amount
                own += 1
            }
            while next < paid.endIndex, paid[next].account == account {
                guard let sum = amount.adding(paid[next].amount) else { return nil }
                amount = sum
                next += 1
            }
            merged.append(Entry(account: account, amount: amount))
        }
        merged += entries[own...]
        return Balances(ascending: merged)
    }

    /// The entries that `parent` lacks or holds with another amount, ascending by account.
    ///
    /// Accounts that only `parent` has do not show; a valid step drops none.
    ///
    /// - Complexity: O(n + m).
    public func changes(since parent: Balances) -> [Entry] {
        var changes: [Entry] = []
        var index = 0
        for entry in entries {
            while index < parent.entries.count, parent.entries[index].account < entry.account {
                index += 1
            }
            if index == parent.entries.count || parent.entries[index] != entry {
                changes.append(entry)
            }
        }
        return changes
    }

    /// These balances with the amounts of `changes` in place of their own; of an account that is
    /// named twice the last entry counts.
    ///
    /// - Complexity: O(n + k log k).
    public func replacing(_ changes: [Entry]) -> Balances {
        let order = changes.indices.sorted {
            (changes[$0].account, $0) < (changes[$1].account, $1)
        }
        var merged: [Entry] = []
        merged.reserveCapacity(entries.count + changes.count)
        var own = entries.startIndex
        for index in order {
            let change = changes[index]
            while own < entries.endIndex, entries[own].account < change.account {
                merged.append(entries[own])
                own += 1
            }
            if own < entries.endIndex, entries[own].account == change.account { own += 1 }
            if merged.last?.account == change.account { merged.removeLast() }
            merged.append(change)
        }
        merged += entries[own...]
        return Balances(ascending: merged)
    }

    /// Whether every account of `other` has at least as much here; one with nothing may be missing.
    ///
    /// - Complexity: O(n + m).
    public func dominates(_ other: Balances) -> Bool {
        firstShortfall(of: other, countingNothing: false) == nil
    }

    /// The first account of `other` that is missing here or has less here.
    ///
    /// - Parameter countingNothing: whether an account with nothing must be here as well.
    /// - Complexity: O(n + m).
    func firstShortfall(of other: Balances, countingNothing: Bool = true) -> Address? {
        var index = 0
        for entry in other.entries where countingNothing || !entry.amount.isZero {
            while index < entries.count, entries[index].account < entry.account { index += 1 }
            guard index < entries.count, entries[index].account == entry.account,
                entries[index].amount >= entry.amount
            else { return entry.account }
        }
        return nil
    }
}
