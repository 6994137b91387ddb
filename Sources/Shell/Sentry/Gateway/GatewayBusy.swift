// This source file is part of the Outpace project. License: see LICENSE.

/// As many submissions wait for the node as its limit allows; nothing is wrong with it or with them.
///
/// The client is asked to come again, and no operator needs to be told of each one.
package struct GatewayBusy: Error, Hashable, Sendable, CustomStringConvertible {
    /// One refusal.
    package init() {}

    package var description: String { "too many submissions wait for the node; try again later" }
}
