// This source file is part of the Outpace project. License: see LICENSE.

/// How many peers were asked for one message in one heartbeat.
struct RequestTally: Sendable {
    /// Peers that had not been asked for it before.
    var first = 0
    /// Peers that had.
    var again = 0
}
