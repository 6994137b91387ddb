// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Why a list of entries is not a map of balances.
public enum BalancesFault: Error, Hashable, Sendable {
    /// One account has two entries.
    case duplicateAccount(Address)

    /// What is wrong, and with which account.
    public var message: String {
        switch self {
        case .duplicateAccount(let account): "the account \(account) has two balances"
        }
    }
}

/// What each account may withdraw from a channel: sorted by account, no account twice.
///
/// Two spellings of an address are one account here, unlike in AdEx's text-keyed maps. All
/// operations that combine two maps are merges of sorted runs.
public struct Balances: Hashable, Sendable {
    /// One account and its amount, in the token's smallest unit.
    public struct Entry: Hashable, Sendable {
        /// Who may withdraw.
        public let account: Address
        /// How much, over the whole life of the channel.
        public let amount: Amount

        /// Pairs an account and an amount.
        public init(account: Address, amount: Amount) {
            self.account = account
            self.amount = amount
        }
    }

    /// The entries, ascending by account.
    public let entries: [Entry]

    /// Nobody has anything.
    public init() { entries = [] }

    /// Sorts entries that come in any order; a zero amount stays an entry.
    ///
    /// - Throws: when an account has two entries.
    /// - Complexity: O(n log n); O(n) when they are sorted already.
    public init(_ entries: [Entry]) throws(BalancesFault) {
        let sorted = Self.sorted(entries)
        for (entry, next) in zip(sorted, sorted.dropFirst()) where entry.account == next.account {
            throw .duplicateAccount(entry.account)
        }
        self.entries = sorted
    }

    /// Takes entries that are known to ascend strictly.
    init(ascending entries: [Entry]) { self.entries = entries }

    /// How many accounts there are.
    public var count: Int { entries.count }

    /// Whether there is no account.
    public var isEmpty: Bool { entries.isEmpty }

    /// The amount of `account`, or nil when it has no entry.
    ///
    /// - Complexity: O(log n).
    public subscript(account: Address) -> Amount? {
        let place = entries.partitioningIndex { $0.account >= account }
        guard place < entries.count, entries[place].account == account else { return nil }
        return entries[place].amount
    }

    /// The sum of all amounts, or nil when it passes 2^256 - 1.
    ///
    /// - Complexity: O(n).
    public var total: Amount? {
        var total = Amount.zero
        for entry in entries {
            guard let sum = total.adding(entry.amount) else { return nil }
            total = sum
        }
        return total
    }

    static func sorted(_ entries: [Entry]) -> [Entry] {
        let isAscending = zip(entries, entries.dropFirst()).allSatisfy { $0.account <= $1.account }
        return isAscending ? entries : entries.sorted { $0.account < $1.account }
    }
}
