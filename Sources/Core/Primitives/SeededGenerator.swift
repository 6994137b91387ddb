// This source file is part of the Outpace project. License: see LICENSE.

/// A deterministic generator for everything in the core that must look random: phases, jitter, samples.
///
/// The shell seeds it from the operating system, a simulation from its seed. Not for secrets.
///
/// - Source: SplitMix64; Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts the sequence that `seed` names.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// An independent generator, so that drawing from one concern does not shift another.
    public mutating func split() -> SeededGenerator { SeededGenerator(seed: next()) }
}
