// This source file is part of the Outpace project. License: see LICENSE.

/// How much of a JSON document is read before it is refused.
public struct JSONLimits: Hashable, Sendable {
    /// For documents that a client posts: room for a large channel or a batch of events.
    public static let standard = JSONLimits(
        byteLimit: 1 << 20, depthLimit: 32, valueLimit: 200_000
    )

    /// The most octets a document has; more is refused before anything is read.
    public let byteLimit: Int

    /// How many arrays and objects may lie within each other; nothing of ours needs more than ten.
    public let depthLimit: Int

    /// The most values a document has, containers included; bounds the memory the result takes.
    public let valueLimit: Int

    /// Makes limits; each is at least 1, anything less is a bug of the caller.
    public init(byteLimit: Int, depthLimit: Int, valueLimit: Int) {
        precondition(
            byteLimit > 0 && depthLimit > 0 && valueLimit > 0,
            "limits must be positive: \(byteLimit), \(depthLimit), \(valueLimit)"
        )
        self.byteLimit = byteLimit
        self.depthLimit = depthLimit
        self.valueLimit = valueLimit
    }
}
