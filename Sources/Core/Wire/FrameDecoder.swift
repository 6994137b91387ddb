// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Cuts a growing stream of octets into messages that a varint length precedes.
///
/// Holds at most one incomplete message. A length over `limit` is refused when the prefix is read,
/// before anything is held for it.
public struct FrameDecoder: Sendable {
    private let limit: Int
    private var buffer: Bytes = []
    private var consumed = 0

    /// Cuts messages of at most `limit` octets.
    public init(limit: Int) { self.limit = limit }

    /// The octets held back because their message is not complete.
    public var bufferedCount: Int { buffer.count - consumed }

    /// Adds octets as they came from the stream.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        if consumed > 0 {
            buffer.removeFirst(consumed)
            consumed = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Takes the next complete message, or nil until more octets come.
    ///
    /// - Throws: `overLimit` or `malformedVarint`; the stream cannot be read on after either.
    public mutating func next() throws(WireError) -> Bytes? {
        guard let (length, count) = try Varint.decode(buffer[consumed...]) else { return nil }
        guard length <= UInt64(limit) else { throw .overLimit(field: "frame", limit: limit) }
        let start = consumed + count
        guard buffer.count - start >= Int(length) else { return nil }
        consumed = start + Int(length)
        return Bytes(buffer[start..<consumed])
    }

    /// A message with its length in front.
    public static func frame(_ message: Bytes) -> Bytes {
        var framed: Bytes = []
        framed.reserveCapacity(message.count + Varint.byteLimit)
        Varint.append(UInt64(message.count), to: &framed)
        framed.append(contentsOf: message)
        return framed
    }
}
