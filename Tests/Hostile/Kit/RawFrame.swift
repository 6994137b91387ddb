// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// A yamux frame whose fields may be anything.
struct RawFrame {
    /// The flags of the protocol.
    enum Flag {
        static let open: UInt16 = 1
        static let acknowledge: UInt16 = 2
        static let finish: UInt16 = 4
        static let reset: UInt16 = 8
    }

    /// The kinds of the protocol.
    enum Kind {
        static let data: UInt8 = 0
        static let window: UInt8 = 1
        static let ping: UInt8 = 2
        static let goAway: UInt8 = 3
    }

    static let headerByteCount = 12

    var version: UInt8 = 0
    var kind = Kind.data
    var flags: UInt16 = 0
    var stream: UInt32 = 0
    var length: UInt32 = 0
    var content: Bytes = []

    /// A frame without content; its length says what its kind makes of it.
    init(_ kind: UInt8, _ flags: UInt16 = 0, stream: UInt32, length: UInt32 = 0) {
        self.kind = kind
        self.flags = flags
        self.stream = stream
        self.length = length
    }

    /// Data with its right length.
    init(_ content: Bytes, _ flags: UInt16 = 0, stream: UInt32) {
        self.init(Kind.data, flags, stream: stream, length: UInt32(content.count))
        self.content = content
    }

    var bytes: Bytes {
        var bytes: Bytes = [version, kind, UInt8(flags >> 8), UInt8(flags & 0xff)]
        (UInt64(stream) << 32 | UInt64(length)).appendBigEndian(to: &bytes)
        return bytes + content
    }

    /// Takes the first frame off octets, or nil while it is not complete.
    static func take(from buffer: inout Bytes) -> RawFrame? {
        guard buffer.count >= headerByteCount else { return nil }
        let fields = UInt64(bigEndianBytes: buffer, at: 4)
        let length = UInt32(truncatingIfNeeded: fields)
        let count = buffer[1] == Kind.data ? Int(length) : 0
        guard buffer.count >= headerByteCount + count else { return nil }
        var frame = RawFrame(
            buffer[1], UInt16(buffer[2]) << 8 | UInt16(buffer[3]), stream: UInt32(fields >> 32),
            length: length)
        frame.version = buffer[0]
        frame.content = Bytes(buffer[headerByteCount..<headerByteCount + count])
        buffer.removeFirst(headerByteCount + count)
        return frame
    }
}
