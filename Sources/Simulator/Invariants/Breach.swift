// This source file is part of the Outpace project. License: see LICENSE.

/// An invariant that does not hold.
package struct Breach: Error, Hashable, Sendable {
    /// Which.
    package let invariant: String
    /// When it was noticed, in true time since the start.
    package let at: Duration
    /// At which host; nil when several are involved.
    package let host: Int?
    /// What was found.
    package let detail: String

    /// Describes what was found.
    package init(invariant: String, at: Duration, host: Int?, detail: String) {
        self.invariant = invariant
        self.at = at
        self.host = host
        self.detail = detail
    }
}
