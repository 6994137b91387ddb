// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Walks the fields of one protobuf message, in the order they stand.
///
/// Reads what proto2 and proto3 share: varints, 32 and 64 bit fields and length-delimited ones. Groups
/// are refused. Nothing is allocated for a field until its owner asks for it, so a schema can count and
/// bound first. Unknown fields are passed over by not looking at them.
///
/// - Source: protobuf "Encoding" document.
public struct ProtobufReader: Sendable {
    /// One field as it stands in the message.
    public struct Field: Sendable {
        /// The field number, 1 to 2^29 - 1.
        public let number: UInt32
        /// The value in its wire form.
        public let value: Value
        /// The octets of the whole field, its tag included.
        public let raw: ArraySlice<UInt8>
    }

    /// A field's value in its wire form.
    public enum Value: Sendable {
        /// Wire type 0.
        case varint(UInt64)
        /// Wire types 1 and 5, little-endian.
        case fixed(UInt64)
        /// Wire type 2.
        case bytes(ArraySlice<UInt8>)
    }

    private var reader: ByteReader

    /// Walks `message`.
    public init(_ message: ArraySlice<UInt8>) { reader = ByteReader(message) }

    /// Walks `message`.
    public init(_ message: Bytes) { reader = ByteReader(message) }

    /// The next field, or nil at the end of the message.
    public mutating func next() throws(WireError) -> Field? {
        guard !reader.isAtEnd else { return nil }
        let before = reader.remaining
        let tag = try reader.readProtobufVarint()
        let number = tag >> 3
        guard (1...0x1fff_ffff).contains(number) else { throw .malformedField("tag") }
        let value: Value
        switch tag & 7 {
        case 0: value = .varint(try reader.readProtobufVarint())
        case 1: value = .fixed(try reader.readInteger(UInt64.self).byteSwapped)
        case 2:
            let length = try reader.readProtobufVarint()
            guard length <= UInt64(reader.remainingCount) else { throw .truncated }
            value = .bytes(try reader.read(Int(length)))
        case 5: value = .fixed(UInt64(try reader.readInteger(UInt32.self).byteSwapped))
        default: throw .malformedField("wire type of field \(number)")
        }
        return Field(
            number: UInt32(number), value: value,
            raw: before.prefix(before.count - reader.remainingCount))
    }
}

extension ProtobufReader.Field {
    /// The value of a length-delimited field of at most `limit` octets.
    public func bytes(_ name: String, limit: Int) throws(WireError) -> ArraySlice<UInt8> {
        guard case .bytes(let bytes) = value else { throw .malformedField(name) }
        guard bytes.count <= limit else { throw .overLimit(field: name, limit: limit) }
        return bytes
    }

    /// The value of a varint field.
    public func unsigned(_ name: String) throws(WireError) -> UInt64 {
        guard case .varint(let number) = value else { throw .malformedField(name) }
        return number
    }

    /// The value of a boolean field; any varint but zero is true, as protobuf reads it.
    public func bool(_ name: String) throws(WireError) -> Bool { try unsigned(name) != 0 }

    /// The value of a string field of at most `limit` octets of valid UTF-8.
    public func string(_ name: String, limit: Int) throws(WireError) -> String {
        guard let text = String(validating: try bytes(name, limit: limit), as: UTF8.self) else {
            throw .malformedField(name)
        }
        return text
    }

    /// The value of a field that holds exactly 32 octets.
    public func digest(_ name: String) throws(WireError) -> Digest {
        guard let digest = Digest(bytes: try bytes(name, limit: Digest.byteCount)) else {
            throw .malformedField(name)
        }
        return digest
    }

    /// The value of a field that holds exactly 20 octets.
    public func address(_ name: String) throws(WireError) -> Address {
        guard let address = Address(bytes: try bytes(name, limit: Address.byteCount)) else {
            throw .malformedField(name)
        }
        return address
    }

    /// The value of a field that holds a minimal big-endian amount of at most 32 octets.
    public func amount(_ name: String) throws(WireError) -> Amount {
        let bytes = try bytes(name, limit: 32)
        guard bytes.first != 0, let amount = Amount(bigEndianBytes: bytes) else {
            throw .malformedField(name)
        }
        return amount
    }
}
