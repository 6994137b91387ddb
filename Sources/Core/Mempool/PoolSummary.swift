// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What two pools compare to see whether they hold the same events.
public struct PoolSummary: Hashable, Sendable {
    /// How many events there are.
    public let count: Int

    /// The sum of their ids mod 2^256, each read as a big-endian number.
    public let fingerprint: Digest

    /// The highest key; nil when there are no events.
    public let watermark: EventKey?

    /// Puts the parts together.
    public init(count: Int, fingerprint: Digest, watermark: EventKey?) {
        self.count = count
        self.fingerprint = fingerprint
        self.watermark = watermark
    }
}
