// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Unsigned LEB128 as libp2p bounds it: at most nine octets (63 bits), minimal.
///
/// - Source: multiformats `unsigned-varint`.
public enum Varint {
    /// The longest encoding, in octets.
    public static let byteLimit = 9

    /// Appends the minimal encoding of `value`.
    ///
    /// Values of 2^63 and more take ten octets, which protobuf allows and length prefixes do not.
    public static func append(_ value: UInt64, to bytes: inout Bytes) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// The number of octets `append` writes.
    public static func encodedCount(_ value: UInt64) -> Int {
        max(1, (64 - value.leadingZeroBitCount + 6) / 7)
    }

    /// Reads one varint at the front of a buffer that may still be growing.
    ///
    /// - Returns: the value and the octets it took, or nil when the buffer ends inside it.
    /// - Throws: `malformedVarint` when it is too long or not minimal.
    public static func decode(
        _ bytes: ArraySlice<UInt8>
    ) throws(WireError) -> (value: UInt64, count: Int)? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var count = 0
        for byte in bytes {
            count += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 {
                guard byte != 0 || count == 1 else { throw .malformedVarint }
                return (value, count)
            }
            shift += 7
            if count == byteLimit { throw .malformedVarint }
        }
        return nil
    }
}
