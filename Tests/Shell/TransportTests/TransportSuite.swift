// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// All tests with sockets: one after the other, since they count sockets and measure bounds.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TransportSuite {}
