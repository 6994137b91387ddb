// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds of a client.
package struct HTTPClientLimits: Hashable, Sendable {
    /// How long a connection may take to be made.
    package var connectTimeout = Duration.seconds(5)
    /// How long an answer may take, from the request to its last octet.
    package var responseTimeout = Duration.seconds(30)
    /// The longest answer, in octets; a tree of a million balances is about 70 MB.
    package var bodyByteLimit = 96 << 20
    /// Requests that may wait for answers on the one connection.
    package var waitingRequestLimit = 64

    /// The defaults.
    package init() {}
}
