// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
public import Primitives

/// How Noise messages lie on a TCP connection: two big-endian octets of length, then the message.
///
/// - Source: libp2p specification, `noise`, "Wire Format".
public enum NoiseFraming {
    /// The longest message, in octets: what two octets of length can say.
    public static let messageByteLimit = 65_535
    /// The longest plaintext of one frame, in octets.
    public static let plaintextByteLimit = messageByteLimit - tagByteCount
    static let tagByteCount = ChaChaPoly.tagByteCount

    /// A message of at most 65535 octets with its length; a longer one is a bug.
    public static func frame(_ message: Bytes) -> Bytes {
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
///
/// A message that came whole is not copied: it is cut out of the octets as they came.
public struct NoiseFrameReader: Sendable {
    private static let lengthByteCount = 2

    /// The start of a message whose end has not come, its length included.
    private var start: Bytes = []
    /// Octets behind that.
    private var rest: ArraySlice<UInt8> = []

    /// Starts with nothing received.
    public init() {}

    /// The octets held back because their message is not complete.
    public var bufferedCount: Int { start.count + rest.count }

    /// Adds octets as they came from the connection.
    public mutating func append(_ bytes: ArraySlice<UInt8>) {
        if rest.isEmpty { rest = bytes } else { rest += bytes }
    }

    /// Adds octets as they came from the connection.
    public mutating func append(_ bytes: Bytes) { append(bytes[...]) }

    /// Takes the next complete message, or nil until more octets come.
    public mutating func next() -> ArraySlice<UInt8>? {
        guard start.isEmpty else { return complete() }
        if let count = Self.messageByteCount(rest), rest.count >= Self.lengthByteCount + count {
            let message = rest.dropFirst(Self.lengthByteCount).prefix(count)
            rest = rest[message.endIndex...]
            return message
        }
        // What is held back is copied, so that it does not keep all that came with it.
        start = Bytes(rest)
        rest = []
        return nil
    }

    /// Adds to the incomplete message, and takes it when that is all of it.
    private mutating func complete() -> ArraySlice<UInt8>? {
        if start.count < Self.lengthByteCount { move(Self.lengthByteCount - start.count) }
        guard let count = Self.messageByteCount(start[...]) else { return nil }
        move(Self.lengthByteCount + count - start.count)
        guard start.count == Self.lengthByteCount + count else { return nil }
        defer { start = [] }
        return start.dropFirst(Self.lengthByteCount)
    }

    private mutating func move(_ count: Int) {
        let part = rest.prefix(count)
        start += part
        rest = rest[part.endIndex...]
    }

    private static func messageByteCount(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= lengthByteCount else { return nil }
        return Int(bytes[bytes.startIndex]) << 8 | Int(bytes[bytes.startIndex + 1])
    }
}
