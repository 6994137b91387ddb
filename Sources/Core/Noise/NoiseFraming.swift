// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
package import Primitives

/// How Noise messages lie on a TCP connection: two big-endian octets of length, then the message.
///
/// - Source: libp2p specification, `noise`, "Wire Format".
package enum NoiseFraming {
    /// The longest message, in octets: what two octets of length can say.
    package static let messageByteLimit = 65_535
    /// The longest plaintext of one frame, in octets.
    package static let plaintextByteLimit = messageByteLimit - tagByteCount
    static let tagByteCount = ChaChaPoly.tagByteCount

    /// A message of at most 65535 octets with its length; a longer one is a bug.
    package static func frame(_ message: Bytes) -> Bytes {
        var framed: Bytes = []
        framed.reserveCapacity(message.count + 2)
        appendLength(message.count, to: &framed)
        framed += message
        return framed
    }

    static func appendLength(_ count: Int, to bytes: inout Bytes) {
        precondition(count <= messageByteLimit, "a frame of \(count) octets")
        bytes.append(UInt8(count >> 8))
        bytes.append(UInt8(count & 0xff))
    }
}

/// Cuts Noise messages out of the octets of a connection; holds at most one incomplete message.
package struct NoiseFrameReader: Sendable {
    private var buffer: Bytes = []
    private var consumed = 0

    /// Starts with nothing received.
    package init() {}

    /// The octets held back because their message is not complete.
    package var bufferedCount: Int { buffer.count - consumed }

    /// Adds octets as they came from the connection.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        if consumed > 0 {
            buffer.removeFirst(consumed)
            consumed = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Takes the next complete message, or nil until more octets come.
    package mutating func next() -> ArraySlice<UInt8>? {
        guard bufferedCount >= 2 else { return nil }
        let count = Int(buffer[consumed]) << 8 | Int(buffer[consumed + 1])
        guard bufferedCount >= 2 + count else { return nil }
        let message = buffer[consumed + 2..<consumed + 2 + count]
        consumed += 2 + count
        return message
    }
}
