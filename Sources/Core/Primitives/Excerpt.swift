// This source file is part of the Outpace project. License: see LICENSE.

extension StringProtocol {
    /// Text that somebody sent, for a message: at most 64 characters, and `…` where the rest was cut off.
    public var excerpt: String {
        let start = prefix(64)
        return start.endIndex == endIndex ? String(start) : start + "…"
    }
}
