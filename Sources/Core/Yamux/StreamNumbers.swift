// This source file is part of the Outpace project. License: see LICENSE.

/// Which numbers a peer has opened streams with, so that none is opened twice.
///
/// Numbers need not come in order: go-yamux gives them out before its streams queue for the socket,
/// and rust-yamux names a stream on the wire only with its first data, so openings overtake each
/// other. The newest numbers are therefore known one by one, and all that are older by more than
/// `YamuxLimits.rememberedNumberCount` streams count as used. Every operation takes constant time,
/// however far the peer jumps ahead.
struct StreamNumbers: Sendable {
    /// One bit for each number of the newest blocks of 64, the block of a number in turn.
    private var blocks: [UInt64]
    /// The highest number that was used; zero before the first.
    private(set) var highest: UInt32 = 0

    /// Knows at least `count` of the newest numbers one by one.
    init(remembering count: Int) {
        blocks = [UInt64](repeating: 0, count: count / 64 + 2)
    }

    /// Notes a number of the peer's parity; false when it was used before, or is too old to tell.
    mutating func use(_ id: StreamID) -> Bool {
        let (block, bit) = Self.place(of: id.number)
        let (newest, _) = Self.place(of: highest)
        if block > newest {
            for passed in 0..<min(block - newest, blocks.count) {
                blocks[(block - passed) % blocks.count] = 0
            }
        }
        guard block + blocks.count > newest, blocks[block % blocks.count] & bit == 0 else {
            return false
        }
        blocks[block % blocks.count] |= bit
        highest = max(highest, id.number)
        return true
    }

    /// The block of a number and its bit in it; numbers of one parity are two apart.
    private static func place(of number: UInt32) -> (block: Int, bit: UInt64) {
        let ordinal = Int(number / 2)
        return (ordinal / 64, 1 << UInt64(ordinal % 64))
    }
}
