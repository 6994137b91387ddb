// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

extension Multiaddr {
    /// One protocol with its value.
    public enum Component: Hashable, Sendable {
        /// An IPv4 address: 4 octets.
        case ip4(Bytes)
        /// An IPv6 address: 16 octets.
        case ip6(Bytes)
        /// A name to resolve to addresses of either family.
        case dns(String)
        /// A name to resolve to an IPv4 address.
        case dns4(String)
        /// A name to resolve to an IPv6 address.
        case dns6(String)
        /// A name whose text record lists further addresses.
        case dnsaddr(String)
        /// A TCP port.
        case tcp(UInt16)
        /// The peer expected at the end of the path.
        case p2p(PeerID)
    }
}

extension Multiaddr.Component {
    /// The longest DNS name, in octets.
    static let nameLimit = 253

    /// The name in the text form.
    var name: String {
        switch self {
        case .ip4: "ip4"
        case .ip6: "ip6"
        case .dns: "dns"
        case .dns4: "dns4"
        case .dns6: "dns6"
        case .dnsaddr: "dnsaddr"
        case .tcp: "tcp"
        case .p2p: "p2p"
        }
    }

    /// The number in the binary form.
    var code: UInt64 {
        switch self {
        case .ip4: 4
        case .tcp: 6
        case .ip6: 41
        case .dns: 53
        case .dns4: 54
        case .dns6: 55
        case .dnsaddr: 56
        case .p2p: 421
        }
    }

    /// The value in the text form.
    var valueText: String {
        switch self {
        case .ip4(let bytes): IPText.ip4(bytes)
        case .ip6(let bytes): IPText.ip6(bytes)
        case .dns(let name), .dns4(let name), .dns6(let name), .dnsaddr(let name): name
        case .tcp(let port): String(port)
        case .p2p(let peer): peer.base58
        }
    }

    /// Refuses values that have no encoding.
    func check() throws(IdentityError) {
        switch self {
        case .ip4(let bytes):
            guard bytes.count == 4 else { throw malformed("an IPv4 address has 4 octets") }
        case .ip6(let bytes):
            guard bytes.count == 16 else { throw malformed("an IPv6 address has 16 octets") }
        case .dns(let name), .dns4(let name), .dns6(let name), .dnsaddr(let name):
            guard Self.isName(name) else {
                throw malformed(
                    "a DNS name has 1 to \(Self.nameLimit) letters, digits, dots, - and _")
            }
        case .tcp, .p2p: break
        }
    }

    private func malformed(_ message: String) -> IdentityError {
        IdentityError(.malformedAddress, "/\(name): \(message)")
    }

    private static func isName(_ name: String) -> Bool {
        guard (1...nameLimit).contains(name.utf8.count) else { return false }
        return name.utf8.allSatisfy { character in
            switch character {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
