// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Keccak-256 with the padding it had before it became SHA-3: the hash of Ethereum.
///
/// - Source: "The Keccak reference", version 3.0; rate 1088, capacity 512, pad10*1.
public enum Keccak256 {
    /// The octets one permutation absorbs.
    private static let rate = 136
    private static let laneCount = rate / 8

    /// The hash of a message.
    ///
    /// - Complexity: one permutation for each 136 octets begun; nothing is allocated.
    public static func hash(_ bytes: Bytes) -> Digest {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// The hash of a message.
    public static func hash(_ bytes: ArraySlice<UInt8>) -> Digest {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// The hash of two digests, one after the other: an inner node of a merkle tree.
    public static func hash(_ left: Digest, _ right: Digest) -> Digest {
        var state = KeccakState()
        let (first, second) = (left.words, right.words)
        state.absorb(first.0.byteSwapped, at: 0)
        state.absorb(first.1.byteSwapped, at: 1)
        state.absorb(first.2.byteSwapped, at: 2)
        state.absorb(first.3.byteSwapped, at: 3)
        state.absorb(second.0.byteSwapped, at: 4)
        state.absorb(second.1.byteSwapped, at: 5)
        state.absorb(second.2.byteSwapped, at: 6)
        state.absorb(second.3.byteSwapped, at: 7)
        return finish(&state, lane: 8, padding: 0x01)
    }

    // Safety: the buffer is only read inside this call, at offsets below its count.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
        var state = KeccakState()
        var offset = 0
        while bytes.count - offset >= rate {
            for lane in 0..<laneCount {
                state.absorb(word(bytes, at: offset + lane * 8), at: lane)
            }
            state.permute()
            offset += rate
        }
        var lane = 0
        while bytes.count - offset >= 8 {
            state.absorb(word(bytes, at: offset), at: lane)
            offset += 8
            lane += 1
        }
        var last: UInt64 = 0x01
        for index in stride(from: bytes.count - 1, through: offset, by: -1) {
            last = last << 8 | UInt64(bytes[index])
        }
        return finish(&state, lane: lane, padding: last)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Adds the last word, which carries the first padding bit, and the last padding bit.
    private static func finish(_ state: inout KeccakState, lane: Int, padding: UInt64) -> Digest {
        state.absorb(padding, at: lane)
        state.absorb(1 << 63, at: laneCount - 1)
        state.permute()
        let head = state.head
        return Digest(
            words: (
                head.0.byteSwapped, head.1.byteSwapped, head.2.byteSwapped, head.3.byteSwapped
            ))
    }
}
