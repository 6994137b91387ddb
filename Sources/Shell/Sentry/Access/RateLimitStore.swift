// This source file is part of the Outpace project. License: see LICENSE.

package import Access
package import Primitives

/// Where limits in use outlive the process.
package protocol RateLimitStore: Sendable {
    /// The limits that are still in use.
    func load(at now: Timestamp) async throws -> [RateLimit]

    /// Keeps limits that were taken; returns after they are stored. Ended ones may be removed.
    func save(_ limits: [RateLimit], at now: Timestamp) async throws

    /// Removes limits that were given back.
    func remove(_ limits: [RateLimit]) async throws
}

/// Keeps nothing: for a sentry whose limits may end with the process.
package struct ForgetfulRateLimits: RateLimitStore {
    /// Makes one.
    package init() {}

    /// Nothing is known.
    package func load(at now: Timestamp) async throws -> [RateLimit] { [] }

    /// Keeps nothing.
    package func save(_ limits: [RateLimit], at now: Timestamp) async throws {}

    /// There is nothing to remove.
    package func remove(_ limits: [RateLimit]) async throws {}
}
