// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// Who a request is from, as its token proves.
package struct Session: Hashable, Sendable {
    /// The address whose key signed the token.
    package let uid: Address
    /// When the token was made, in minutes since the Unix epoch.
    package let era: UInt64

    /// Makes a session of what was proved.
    package init(uid: Address, era: UInt64) {
        self.uid = uid
        self.era = era
    }
}
