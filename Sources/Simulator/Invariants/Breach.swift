// This source file is part of the Outpace project. License: see LICENSE.

/// An invariant that does not hold.
public struct Breach: Error, Hashable, Sendable {
    /// Which.
    public let invariant: String
    /// When it was noticed, in true time since the start.
    public let at: Duration
    /// At which host; nil when several are involved.
    public let host: Int?
    /// What was found.
    public let detail: String

    /// Describes what was found.
    public init(invariant: String, at: Duration, host: Int?, detail: String) {
        self.invariant = invariant
        self.at = at
        self.host = host
        self.detail = detail
    }
}
