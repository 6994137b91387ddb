// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Reads values from the front of a bounded run of octets; never past its end, never copying to look.
public struct ByteReader: Sendable {
    private var rest: ArraySlice<UInt8>

    /// Reads `bytes` from the front.
    public init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Reads `bytes` from the front.
    public init(_ bytes: Bytes) { rest = bytes[...] }

    /// Whether everything was read.
    public var isAtEnd: Bool { rest.isEmpty }

    /// How many octets are left.
    public var remainingCount: Int { rest.count }

    /// The octets that are left.
    public var remaining: ArraySlice<UInt8> { rest }

    /// Takes the next `count` octets.
    public mutating func read(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw .truncated }
        let taken = rest.prefix(count)
        rest = rest.dropFirst(count)
        return taken
    }

    /// Takes one octet.
    public mutating func readByte() throws(WireError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .truncated }
        return byte
    }

    /// Takes a big-endian integer of the width of `type`.
    public mutating func readInteger<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type
    ) throws(WireError) -> Value {
        var value: Value = 0
        for byte in try read(Value.bitWidth / 8) { value = value << 8 | Value(byte) }
        return value
    }

    /// Takes a minimal varint of at most nine octets.
    public mutating func readVarint() throws(WireError) -> UInt64 {
        guard let (value, count) = try Varint.decode(rest) else { throw .truncated }
        rest = rest.dropFirst(count)
        return value
    }

    /// Takes a varint as protobuf writes it: up to ten octets, 64 bits, minimal or not.
    public mutating func readProtobufVarint() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<10 {
            let byte = try readByte()
            if index == 9, byte > 1 { throw .malformedVarint }
            value |= UInt64(byte & 0x7f) << UInt64(index * 7)
            if byte & 0x80 == 0 { return value }
        }
        throw .malformedVarint
    }

    /// Takes a varint length and that many octets, refusing more than `limit` before looking at them.
    public mutating func readLengthPrefixed(
        limit: Int, field: String
    ) throws(WireError) -> ArraySlice<UInt8> {
        let length = try readVarint()
        guard length <= UInt64(limit) else { throw .overLimit(field: field, limit: limit) }
        return try read(Int(length))
    }

    /// Ends the reading; octets that were not read are an error.
    public func finish() throws(WireError) {
        guard rest.isEmpty else { throw .trailingBytes }
    }
}
