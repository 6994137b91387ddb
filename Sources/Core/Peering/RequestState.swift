// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// A request that has no answer yet.
struct RequestState: Sendable {
    let number: UInt64
    let request: SessionRequest
    let startedAt: Instant
    /// What a ping must bring back.
    var expected: Bytes = []
    /// Octets of the answer so far.
    var receivedByteCount: UInt64 = 0
    /// When the last octet was sent.
    var uploadedAt: Instant?
}

/// A transfer that a peer asked for.
struct PerfService: Sendable {
    /// Octets of the number of wanted ones, as far as they came.
    var prefix: Bytes = []
    /// How many octets the peer wants back.
    var wanted: UInt64?

    static let prefixByteCount = 8

    /// Takes what the peer sends; all but the first eight octets is passed over.
    mutating func receive(_ bytes: ArraySlice<UInt8>) {
        guard wanted == nil else { return }
        prefix += bytes.prefix(Self.prefixByteCount - prefix.count)
        guard prefix.count == Self.prefixByteCount else { return }
        wanted = prefix.reduce(0) { value, byte in value << 8 | UInt64(byte) }
    }
}
