// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The kind of a frame, which says what its length field means.
public enum FrameKind: UInt8, CaseIterable, Sendable {
    /// The length counts the octets that follow.
    case data = 0
    /// The length is credit that is added to the sender's window.
    case windowUpdate = 1
    /// The length is an opaque value that the other side sends back.
    case ping = 2
    /// The length is a reason: 0 normal, 1 protocol fault, 2 internal fault.
    case goAway = 3
}

/// What a frame does to its stream beside its kind; unknown flags are passed over.
public struct FrameFlags: OptionSet, Hashable, Sendable {
    /// The bits on the wire.
    public let rawValue: UInt16

    /// Takes the bits as they are.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Opens the stream, or asks for an answer to a ping.
    public static let open = FrameFlags(rawValue: 1)
    /// Accepts the stream, or answers a ping.
    public static let acknowledge = FrameFlags(rawValue: 2)
    /// The sender writes nothing more on the stream.
    public static let finish = FrameFlags(rawValue: 4)
    /// The stream is gone in both directions.
    public static let reset = FrameFlags(rawValue: 8)
}

/// The twelve octets in front of every frame, all big-endian.
///
/// - Source: hashicorp/yamux, `spec.md`.
public struct FrameHeader: Hashable, Sendable {
    /// The size of an encoded header.
    public static let byteCount = 12

    /// What the length field means.
    public let kind: FrameKind
    /// What happens to the stream.
    public let flags: FrameFlags
    /// The stream, or zero for the session.
    public let streamID: StreamID
    /// Octets, credit, opaque value or reason, as the kind says.
    public let length: UInt32

    /// Makes a header.
    public init(_ kind: FrameKind, _ flags: FrameFlags = [], stream: StreamID, length: UInt32) {
        self.kind = kind
        self.flags = flags
        streamID = stream
        self.length = length
    }

    /// Reads a header of exactly twelve octets; another number is a bug of the caller.
    public static func decode(_ bytes: ArraySlice<UInt8>) throws(YamuxFault) -> FrameHeader {
        precondition(bytes.count == byteCount, "a header has \(byteCount) octets: \(bytes.count)")
        let start = bytes.startIndex
        guard bytes[start] == 0 else { throw .unknownVersion(bytes[start]) }
        guard let kind = FrameKind(rawValue: bytes[start + 1]) else {
            throw .unknownKind(bytes[start + 1])
        }
        let fields = UInt64(bigEndianBytes: bytes, at: 4)
        let flags = UInt16(bytes[start + 2]) << 8 | UInt16(bytes[start + 3])
        return FrameHeader(
            kind, FrameFlags(rawValue: flags), stream: StreamID(UInt32(fields >> 32)),
            length: UInt32(truncatingIfNeeded: fields))
    }

    /// Appends the twelve octets.
    public func append(to bytes: inout Bytes) {
        bytes.append(0)
        bytes.append(kind.rawValue)
        bytes.append(UInt8(flags.rawValue >> 8))
        bytes.append(UInt8(truncatingIfNeeded: flags.rawValue))
        (UInt64(streamID.number) << 32 | UInt64(length)).appendBigEndian(to: &bytes)
    }
}
