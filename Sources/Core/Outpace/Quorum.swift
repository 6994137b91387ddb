// This source file is part of the Outpace project. License: see LICENSE.

/// How many of a channel's validators decide something. All in whole numbers.
///
/// - Source: AdExCore's supermajority; `docs/PROTOCOL.md`, sections 7 and 9.
public enum Quorum {
    /// Whether so many signatures of so many validators approve a state: 3 x signatures >= 2 x
    /// validators.
    public static func isReached(signatures: Int, validators: Int) -> Bool {
        3 * signatures >= 2 * validators
    }

    /// The fewest signatures that approve a state.
    public static func minimum(validators: Int) -> Int { (2 * validators + 2) / 3 }

    /// Whether so many absent validators stop bidding: 3 x offline >= validators.
    public static func stopsBidding(offline: Int, validators: Int) -> Bool {
        3 * offline >= validators
    }
}
