// This source file is part of the Outpace project. License: see LICENSE.

/// What a peer's conduct is worth; also its parts, and the counters that they come from.
///
/// The one place where the core counts with floating point. A score decides whom to listen to and
/// is shown to people; it never gets into a rule, a signature or a sum of money. Only additions,
/// multiplications and divisions of IEEE 754 are used, always in one order, so that one history
/// gives one score on every machine.
public typealias Score = Double

extension Score {
    /// What is left after one decay interval.
    func decayed(_ factor: Score, zero: Score) -> Score {
        let left = self * factor
        return left < zero ? 0 : left
    }
}
