// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import NIOCore
import Primitives

/// The network address of the other end of a socket.
struct RemoteAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 octets of an IPv4 address, also when it came as an IPv6 one, or 16; nil for another socket.
    let bytes: Bytes?
    let description: String

    /// The address of a socket, if it has one.
    init(_ address: SocketAddress?) {
        description = address?.ipAddress ?? "unknown"
        bytes = address.flatMap(Multiaddr.init(socketAddress:)).flatMap { address in
            switch address.components.first {
            case .ip4(let bytes): bytes
            case .ip6(let bytes):
                bytes.starts(with: Self.mappedPrefix) ? Bytes(bytes[12...]) : bytes
            case .dns, .dns4, .dns6, .dnsaddr, .tcp, .p2p, nil: nil
            }
        }
    }

    /// What limits count by: the whole of an IPv4 address, and the 64 bits of an IPv6 one that its
    /// holder cannot choose.
    var network: Bytes {
        guard let bytes else { return [] }
        return bytes.count == 16 ? Bytes(bytes[..<8]) : bytes
    }

    private static let mappedPrefix = Bytes(repeating: 0, count: 10) + [0xff, 0xff]
}
