// This source file is part of the Outpace project. License: see LICENSE.

/// A run of octets owned by the core; the shells convert from and to their own buffers.
public typealias Bytes = [UInt8]

extension Hasher {
    /// Takes octets in, with their count, as `combine` does of an array, but all at once.
    public mutating func combine(octets: Bytes) {
        combine(octets.count)
        // Safety: the buffer is only read inside the call.
        octets.withUnsafeBytes { combine(bytes: $0) }
    }
}

extension UInt64 {
    /// Reads eight big-endian octets starting at `offset`.
    ///
    /// - Parameters:
    ///   - bytes: at least `offset + 8` octets; shorter input is a bug of the caller.
    ///   - offset: index of the most significant octet, relative to the start of `bytes`.
    public init(bigEndianBytes bytes: some RandomAccessCollection<UInt8>, at offset: Int = 0) {
        precondition(bytes.count >= offset + 8, "eight octets are needed at \(offset)")
        let contiguous = bytes.withContiguousStorageIfAvailable { octets in
            UnsafeRawBufferPointer(octets).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        if let contiguous {
            self = UInt64(bigEndian: contiguous)
            return
        }
        var value: UInt64 = 0
        var index = bytes.index(bytes.startIndex, offsetBy: offset)
        for _ in 0..<8 {
            value = value << 8 | UInt64(bytes[index])
            index = bytes.index(after: index)
        }
        self = value
    }

    /// Appends the eight octets of this number, most significant first.
    public func appendBigEndian(to bytes: inout Bytes) {
        withUnsafeBytes(of: bigEndian) { bytes.append(contentsOf: $0) }
    }
}
