// This source file is part of the Outpace project. License: see LICENSE.

package import Outpace

/// What the node offers to publishers, as the sentry asks for it.
package protocol OfferGateway: Sendable {
    /// The offers that changed after a version of them; all of them after version 0.
    func offers(after version: UInt64) async -> OfferChanges
}
