// This source file is part of the Outpace project. License: see LICENSE.

import Synchronization

/// What the transport has counted since it started.
package struct TransportCounters: Hashable, Sendable {
    /// Octets read from sockets.
    package var bytesReceived: UInt64 = 0
    /// Octets written to sockets.
    package var bytesSent: UInt64 = 0
    /// Addresses that were dialled.
    package var dials: UInt64 = 0
    /// Handshakes that failed, by reason; the reasons are a fixed set.
    package var handshakeFailures: [String: UInt64] = [:]
    /// Sessions that a fault ended after the handshake, by fault.
    package var sessionFaults: [String: UInt64] = [:]
    /// Connections closed because a limit was reached: displaced handshakes and guests.
    package var connectionsRefused: UInt64 = 0
    /// Messages that were not sent: the lane was full or not ready, or the peer gone.
    package var messagesDropped: UInt64 = 0
    /// Messages among those that were meant for a session that is over.
    package var messagesOutdated: UInt64 = 0
}

/// The counters, shared by all connections.
final class SharedCounters: Sendable {
    private let counters = Mutex(TransportCounters())

    func update(_ body: (inout TransportCounters) -> Void) {
        counters.withLock { body(&$0) }
    }

    var snapshot: TransportCounters { counters.withLock { $0 } }
}
