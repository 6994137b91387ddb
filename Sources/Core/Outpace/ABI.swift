// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// The contract's encoding of arguments: 32-octet words.
enum ABI {
    /// An address, padded on the left.
    static func append(_ address: Address, to bytes: inout Bytes) {
        for _ in 0..<(32 - Address.byteCount) { bytes.append(0) }
        bytes += address.bytes
    }

    /// A whole number.
    static func append(_ number: UInt64, to bytes: inout Bytes) {
        for _ in 0..<24 { bytes.append(0) }
        number.appendBigEndian(to: &bytes)
    }
}
