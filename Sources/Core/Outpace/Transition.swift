// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// How a proposed state breaks the rules of the channel.
public struct TransitionFault: Hashable, Sendable {
    /// The rules that a next state must keep, by their number in OUTPACE. The fifth, one entry per
    /// account, cannot be broken by `Balances`.
    public enum Rule: UInt8, Hashable, Sendable {
        /// The sum never shrinks.
        case sumNeverShrinks = 2
        /// No balance shrinks or disappears.
        case balanceNeverShrinks = 3
        /// The sum stays within the deposit.
        case sumWithinDeposit = 4
    }

    /// The rule that is broken.
    public let rule: Rule

    /// The account that lost, or the one whose balance passes the deposit when added up in order.
    public let account: Address?

    /// The rule and the account in words.
    public var message: String {
        let culprit = account.map { ", first at \($0)" } ?? ""
        return switch rule {
        case .sumNeverShrinks: "rule 2: the sum of balances shrinks\(culprit)"
        case .balanceNeverShrinks: "rule 3: a balance shrinks or disappears\(culprit)"
        case .sumWithinDeposit: "rule 4: the balances sum to more than the deposit\(culprit)"
        }
    }
}

/// The rules 2 to 5 of OUTPACE.
public enum Transition {
    /// Judges a proposed state against the one before it; the first broken rule wins, in their
    /// order.
    ///
    /// - Parameters:
    ///   - from: the balances that were approved last; empty for a new channel.
    ///   - to: the proposed balances.
    ///   - deposit: what the channel holds, in the same unit.
    /// - Returns: nil when the step is allowed.
    /// - Complexity: O(n + m).
    /// - Source: AdEx OUTPACE, rules 2 to 5.
    public static func fault(
        from: Balances, to: Balances, deposit: Amount
    ) -> TransitionFault? {
        let shortfall = to.firstShortfall(of: from)
        // A sum past 2^256 - 1 is larger than any other, and caught by the fourth rule.
        if let sum = to.total, from.total.map({ sum < $0 }) ?? true {
            return TransitionFault(rule: .sumNeverShrinks, account: shortfall)
        }
        if let shortfall {
            return TransitionFault(rule: .balanceNeverShrinks, account: shortfall)
        }
        var sum = Amount.zero
        for entry in to.entries {
            guard let next = sum.adding(entry.amount), next <= deposit else {
                return TransitionFault(rule: .sumWithinDeposit, account: entry.account)
            }
            sum = next
        }
        return nil
    }
}
