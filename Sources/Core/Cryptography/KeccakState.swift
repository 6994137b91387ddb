// This source file is part of the Outpace project. License: see LICENSE.

/// The 1600 bits that Keccak absorbs into, and the permutation over them.
///
/// The lanes live inline and a round is straight-line code, so hashing allocates nothing. Written
/// for 64-bit words: theta and rho are folded into one rotation per lane, pi is the order in which
/// lanes are read, chi runs on one row at a time.
///
/// - Source: Bertoni, Daemen, Peeters, Van Assche: "The Keccak reference", version 3.0, section
///   1.2.
struct KeccakState {
    typealias Row = (UInt64, UInt64, UInt64, UInt64, UInt64)

    // Lane (x, y) of the specification is lanes[x + 5 * y].
    private var lanes = InlineArray<25, UInt64>(repeating: 0)

    /// The lanes that hold the first 256 bits, least significant octet first.
    var head: (UInt64, UInt64, UInt64, UInt64) { (lanes[0], lanes[1], lanes[2], lanes[3]) }

    /// Adds a little-endian word into one lane.
    @inline(__always)
    mutating func absorb(_ word: UInt64, at lane: Int) { lanes[lane] ^= word }

    /// Keccak-f[1600]: 24 rounds.
    mutating func permute() {
        for index in Self.roundConstants.indices { round(Self.roundConstants[index]) }
    }

    @inline(__always)
    private mutating func round(_ constant: UInt64) {
        let c0 = lanes[0] ^ lanes[5] ^ lanes[10] ^ lanes[15] ^ lanes[20]
        let c1 = lanes[1] ^ lanes[6] ^ lanes[11] ^ lanes[16] ^ lanes[21]
        let c2 = lanes[2] ^ lanes[7] ^ lanes[12] ^ lanes[17] ^ lanes[22]
        let c3 = lanes[3] ^ lanes[8] ^ lanes[13] ^ lanes[18] ^ lanes[23]
        let c4 = lanes[4] ^ lanes[9] ^ lanes[14] ^ lanes[19] ^ lanes[24]
        let d0 = c4 ^ rotate(c1, 1)
        let d1 = c0 ^ rotate(c2, 1)
        let d2 = c1 ^ rotate(c3, 1)
        let d3 = c2 ^ rotate(c4, 1)
        let d4 = c3 ^ rotate(c0, 1)
        let row0 = chi(
            lanes[0] ^ d0, rotate(lanes[6] ^ d1, 44), rotate(lanes[12] ^ d2, 43),
            rotate(lanes[18] ^ d3, 21), rotate(lanes[24] ^ d4, 14))
        let row1 = chi(
            rotate(lanes[3] ^ d3, 28), rotate(lanes[9] ^ d4, 20), rotate(lanes[10] ^ d0, 3),
            rotate(lanes[16] ^ d1, 45), rotate(lanes[22] ^ d2, 61))
        let row2 = chi(
            rotate(lanes[1] ^ d1, 1), rotate(lanes[7] ^ d2, 6), rotate(lanes[13] ^ d3, 25),
            rotate(lanes[19] ^ d4, 8), rotate(lanes[20] ^ d0, 18))
        let row3 = chi(
            rotate(lanes[4] ^ d4, 27), rotate(lanes[5] ^ d0, 36), rotate(lanes[11] ^ d1, 10),
            rotate(lanes[17] ^ d2, 15), rotate(lanes[23] ^ d3, 56))
        let row4 = chi(
            rotate(lanes[2] ^ d2, 62), rotate(lanes[8] ^ d3, 55), rotate(lanes[14] ^ d4, 39),
            rotate(lanes[15] ^ d0, 41), rotate(lanes[21] ^ d1, 2))
        store(row0, at: 0)
        store(row1, at: 5)
        store(row2, at: 10)
        store(row3, at: 15)
        store(row4, at: 20)
        lanes[0] ^= constant
    }

    @inline(__always)
    private mutating func store(_ row: Row, at lane: Int) {
        lanes[lane] = row.0
        lanes[lane + 1] = row.1
        lanes[lane + 2] = row.2
        lanes[lane + 3] = row.3
        lanes[lane + 4] = row.4
    }

    @inline(__always)
    private func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
        word &<< count | word &>> (64 &- count)
    }

    @inline(__always)
    private func chi(
        _ b0: UInt64, _ b1: UInt64, _ b2: UInt64, _ b3: UInt64, _ b4: UInt64
    ) -> Row {
        (b0 ^ (~b1 & b2), b1 ^ (~b2 & b3), b2 ^ (~b3 & b4), b3 ^ (~b4 & b0), b4 ^ (~b0 & b1))
    }

    private static let roundConstants: InlineArray<24, UInt64> = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a,
        0x8000_0000_8000_8000, 0x0000_0000_0000_808b, 0x0000_0000_8000_0001,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8009, 0x0000_0000_0000_008a,
        0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
        0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089,
        0x8000_0000_0000_8003, 0x8000_0000_0000_8002, 0x8000_0000_0000_0080,
        0x0000_0000_0000_800a, 0x8000_0000_8000_000a, 0x8000_0000_8000_8081,
        0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
}
