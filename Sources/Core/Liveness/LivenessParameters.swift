// This source file is part of the Outpace project. License: see LICENSE.

/// When a silent validator counts as offline.
public struct LivenessParameters: Hashable, Sendable {
    /// How long after its last heartbeat a validator stops being online; more than zero.
    ///
    /// Four heartbeat intervals of one second by default: three may be lost in a row.
    public let offlineAfter: Duration

    /// Takes the silence after which a validator is offline; zero or less is a bug of the caller.
    public init(offlineAfter: Duration = .seconds(4)) {
        precondition(offlineAfter > .zero, "offlineAfter \(offlineAfter) must be positive")
        self.offlineAfter = offlineAfter
    }
}
