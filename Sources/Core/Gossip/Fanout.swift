// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Where our messages go in a topic that we are not in ourselves.
struct Fanout: Sendable {
    /// Who gets them.
    var peers = PeerList()
    /// When the last one was published.
    var lastPublished: Instant
}
