// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// How well a campaign matches a user: 0 to 1, where 1 is the best match at hand.
///
/// A fraction of whole numbers, so that every node comes to the same price.
public struct MatchRating: Hashable, Sendable {
    /// A full match.
    public static let full = MatchRating(score: 1, highest: 1)

    /// The sum of the weights of the tags that campaign and user share.
    public let score: UInt64
    /// The highest such sum at hand.
    public let highest: UInt64

    /// Scales a score; when nobody has any, every rating is 0.
    public init(score: UInt64, highest: UInt64) {
        precondition(score <= highest, "a score of \(score) above the highest, \(highest)")
        self.score = score
        self.highest = highest
    }

    /// The rating in thousandths, rounded down.
    public var promilles: UInt64 { share(of: Amount(1000)).uint64 ?? 0 }

    /// floor(amount x rating).
    public func share(of amount: Amount) -> Amount {
        if score == 0 { return .zero }
        if score == highest { return amount }
        guard let small = amount.uint64 else {
            return amount.multiplied(by: Amount(score), dividedBy: Amount(highest)) ?? amount
        }
        // The quotient fits, for the score is below the highest.
        return Amount(highest.dividingFullWidth(small.multipliedFullWidth(by: score)).quotient)
    }
}
