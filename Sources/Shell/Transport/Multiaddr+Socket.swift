// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import NIOCore

extension Multiaddr {
    /// The address of a socket; nil for what is neither IPv4 nor IPv6.
    init?(socketAddress: SocketAddress) {
        let family: String
        switch socketAddress {
        case .v4: family = "ip4"
        case .v6: family = "ip6"
        case .unixDomainSocket: return nil
        }
        guard let host = socketAddress.ipAddress, let port = socketAddress.port,
            let address = try? Multiaddr(text: "/\(family)/\(host)/tcp/\(port)")
        else { return nil }
        self = address
    }

    /// The address with the port that the system chose in place of 0.
    func listening(onPort port: Int) -> Multiaddr {
        guard let port = UInt16(exactly: port), port != 0 else { return self }
        let components = components.map { component -> Component in
            if case .tcp = component { .tcp(port) } else { component }
        }
        return (try? Multiaddr(components: components)) ?? self
    }
}
