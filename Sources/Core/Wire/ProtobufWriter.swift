// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Appends the fields of one protobuf message.
///
/// Writes what is asked, in the order it is asked: the caller decides about presence. Proto3 schemas
/// leave out zero, false and empty by not calling, or with the `…IfPresent` forms.
public struct ProtobufWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: Bytes = []

    /// Starts an empty message.
    public init() {}

    /// Writes a varint field, also when it is zero.
    public mutating func varint(_ number: UInt32, _ value: UInt64) {
        tag(number, wireType: 0)
        Varint.append(value, to: &bytes)
    }

    /// Writes a varint field unless it is zero.
    public mutating func varintIfPresent(_ number: UInt32, _ value: UInt64) {
        if value != 0 { varint(number, value) }
    }

    /// Writes a true; leaves out a false.
    public mutating func boolIfPresent(_ number: UInt32, _ value: Bool) {
        if value { varint(number, 1) }
    }

    /// Writes a length-delimited field, also when it is empty.
    public mutating func bytes(_ number: UInt32, _ value: some Collection<UInt8>) {
        tag(number, wireType: 2)
        Varint.append(UInt64(value.count), to: &bytes)
        bytes.append(contentsOf: value)
    }

    /// Writes a length-delimited field unless it is empty.
    public mutating func bytesIfPresent(_ number: UInt32, _ value: some Collection<UInt8>) {
        if !value.isEmpty { bytes(number, value) }
    }

    /// Writes a string field, also when it is empty.
    public mutating func string(_ number: UInt32, _ value: String) { bytes(number, value.utf8) }

    /// Writes a string field unless it is empty.
    public mutating func stringIfPresent(_ number: UInt32, _ value: String) {
        if !value.isEmpty { string(number, value) }
    }

    /// Writes the 32 octets of a digest.
    public mutating func digest(_ number: UInt32, _ value: Digest) { bytes(number, value.bytes) }

    /// Writes the minimal big-endian octets of an amount; leaves out zero.
    public mutating func amountIfPresent(_ number: UInt32, _ value: Amount) {
        bytesIfPresent(number, value.minimalBytes)
    }

    /// Writes a nested message.
    public mutating func message(_ number: UInt32, _ write: (inout ProtobufWriter) -> Void) {
        var nested = ProtobufWriter()
        write(&nested)
        bytes(number, nested.bytes)
    }

    private mutating func tag(_ number: UInt32, wireType: UInt64) {
        Varint.append(UInt64(number) << 3 | wireType, to: &bytes)
    }
}
