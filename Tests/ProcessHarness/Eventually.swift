// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// Waits until processes outside of this one are in a state; answers how long that took.
///
/// The only way to learn of another process's state is to ask it: a short pause lies between two
/// questions, and nowhere else in the tests.
package func eventually(
    within limit: Duration, _ claim: String, _ condition: () async -> Bool
) async throws -> Duration {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < limit {
        if await condition() { return ContinuousClock.now - start }
        try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("not within \(limit): \(claim)")
    throw NotInTime(claim: claim)
}

/// A state that did not come.
package struct NotInTime: Error {
    /// What was waited for.
    package let claim: String
}
