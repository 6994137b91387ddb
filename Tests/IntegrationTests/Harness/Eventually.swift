// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// Waits until processes outside of this one are in a state; answers how long that took.
///
/// The only way to learn of another process's state is to ask it: a short pause lies between two
/// questions, and nowhere else in the tests.
func eventually(
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

struct NotInTime: Error {
    let claim: String
}

/// Runs a test on a network and takes the network down again, whatever happens.
func withNetwork(
    validators: Int, channels: Int = 1, _ body: (LocalNetwork) async throws -> Void
) async throws {
    let network = try LocalNetwork(validators: validators, channels: channels)
    do {
        try await body(network)
    } catch {
        for node in 0..<min(network.count, 4) {
            print("--- node\(node)\n\(network.log(node))")
        }
        await network.tearDown()
        throw error
    }
    await network.tearDown()
}
