// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// What two pools compare to see whether they hold the same events.
package struct PoolSummary: Hashable, Sendable {
    /// How many events there are.
    package let count: Int

    /// The sum of their ids mod 2^256, each read as a big-endian number.
    package let fingerprint: Digest

    /// The highest key; nil when there are no events.
    package let watermark: EventKey?

    /// Puts the parts together.
    package init(count: Int, fingerprint: Digest, watermark: EventKey?) {
        self.count = count
        self.fingerprint = fingerprint
        self.watermark = watermark
    }
}
