// This source file is part of the Outpace project. License: see LICENSE.

package import Access
import NodeCore
package import Outpace
package import Primitives

/// What a sentry is told about itself.
package struct SentryConfiguration: Sendable {
    /// Where to listen: an address of this machine, or a name that resolves to one.
    package var host: String
    /// The port; 0 lets the system choose.
    package var port: Int
    /// Who we are.
    package var address: Address
    /// The contract, which is part of a channel's id.
    package var core: Address
    /// Which channels our operator wants.
    package var policy: ChannelPolicy
    /// The version of this program.
    package var version: String
    /// Proxies whose word is taken for where a request comes from; IP addresses.
    package var trustedProxies: Set<ClientAddress> = []
    /// How often the node says the heartbeat that AdEx participants understand.
    package var adexHeartbeatInterval = NodeParameters().adexHeartbeatInterval
    /// The bounds of what clients may ask.
    package var limits = SentryLimits()

    /// Configures a sentry.
    package init(
        host: String = "127.0.0.1", port: Int = 8005, address: Address,
        core: Address = PaymentChannel.mainnetCore, policy: ChannelPolicy = .open, version: String
    ) {
        self.host = host
        self.port = port
        self.address = address
        self.core = core
        self.policy = policy
        self.version = version
    }
}
