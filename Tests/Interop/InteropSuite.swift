// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// Our network code among go-libp2p and py-libp2p peers on loopback, one test at a time.
@Suite(.serialized, .enabled(if: ForeignPeers.arePresent, Comment(rawValue: ForeignPeers.reason)))
struct InteropSuite {}
