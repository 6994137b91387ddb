// This source file is part of the Outpace project. License: see LICENSE.

import CSecp256k1
import Primitives

/// The curve of Ethereum keys: its shared context and the order its scalars stay below.
enum Secp256k1 {
    // Safety: made and randomised before anyone sees it, never changed or destroyed afterwards. The
    // library's contract lets any number of threads use a context they only read.
    /// The tables every operation needs, blinded once against side channels.
    nonisolated(unsafe) static let context: OpaquePointer = {
        let made = secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE))
        guard let made else { preconditionFailure("no memory for the secp256k1 context") }
        let seed = SecureRandom.secret(32)
        let isRandomized = seed.withPointer { secp256k1_context_randomize(made, $0) }
        precondition(isRandomized == 1, "the secp256k1 context could not be randomised")
        return made
    }()

    /// The order of the group, big-endian.
    private static let order = Digest(
        words: (
            0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_fffe, 0xbaae_dce6_af48_a03b,
            0xbfd2_5e8c_d036_4141
        ))

    /// Half the order, rounded down: the largest s that is taken.
    private static let halfOrder = Digest(
        words: (
            0x7fff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0x5d57_6e73_57a4_501d,
            0xdfe9_2f46_681b_20a0
        ))

    /// Whether a number is at least one and below the order.
    static func isScalar(_ number: Digest) -> Bool { number != .zero && number < order }

    /// Whether a scalar is in the upper half, which makes a signature the twin of a low one.
    static func isHigh(_ scalar: Digest) -> Bool { scalar > halfOrder }
}
