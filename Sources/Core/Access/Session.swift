// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Who a request is from, as its token proves.
public struct Session: Hashable, Sendable {
    /// The address whose key signed the token.
    public let uid: Address
    /// When the token was made, in minutes since the Unix epoch.
    public let era: UInt64

    /// Makes a session of what was proved.
    public init(uid: Address, era: UInt64) {
        self.uid = uid
        self.era = era
    }
}
