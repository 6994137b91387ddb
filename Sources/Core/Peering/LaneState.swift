// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Yamux

/// How one lane stands.
struct LaneState: Sendable {
    /// The stream we write on.
    var writer: StreamID?
    /// The stream we read on; the writer itself on the direct lane.
    var reader: StreamID?
    /// Since when messages can be sent.
    var readySince: Instant?
    /// Whether a message was dropped since the queue was last half empty.
    var isOverLimit = false
    /// When the stream is to be opened again.
    var reopenAt: Instant?
    /// How often in a row the stream was lost.
    var lossCount = 0
}
