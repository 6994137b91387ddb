// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Multiaddr {
    /// Reads the text form, for example `/ip4/192.0.2.1/tcp/4001/p2p/16Uiu2HA…`.
    ///
    /// - Throws: errors that say which part is wrong and what is allowed there.
    public init(text: String) throws(IdentityError) {
        guard text.utf8.count <= Self.textByteLimit else { throw Self.tooLong }
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw IdentityError(.malformedAddress, "an address starts with /, as in /ip4/192.0.2.1")
        }
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count.isMultiple(of: 2) else {
            throw IdentityError(
                .malformedAddress, "every protocol of an address has a value: /name/value")
        }
        var components: [Component] = []
        for index in stride(from: 0, to: parts.count, by: 2) {
            components.append(try Self.component(parts[index], parts[index + 1]))
        }
        try self.init(components: components)
    }

    /// The text form.
    public var description: String {
        components.reduce(into: "") { text, component in
            text += "/\(component.name)/\(component.valueText)"
        }
    }

    private static func component(
        _ name: Substring, _ value: Substring
    ) throws(IdentityError) -> Component {
        switch name {
        case "ip4":
            if let bytes = IPText.parseIP4(value) { return .ip4(bytes) }
            throw malformed(name, value, "four numbers from 0 to 255 with dots between")
        case "ip6":
            if let bytes = IPText.parseIP6(value) { return .ip6(bytes) }
            throw malformed(name, value, "an IPv6 address without zone")
        case "tcp":
            if let port = IPText.decimal(value, limit: 65_535) { return .tcp(UInt16(port)) }
            throw malformed(name, value, "a port from 0 to 65535")
        case "dns": return .dns(String(value))
        case "dns4": return .dns4(String(value))
        case "dns6": return .dns6(String(value))
        case "dnsaddr": return .dnsaddr(String(value))
        case "p2p", "ipfs":
            if let peer = PeerID(text: value) { return .p2p(peer) }
            throw malformed(name, value, "a peer id in base58 or as a base32 CID")
        default: throw IdentityError(.unknownProtocol, "/\(name) is not read; \(allowed)")
        }
    }

    private static func malformed(
        _ name: Substring, _ value: Substring, _ allowed: String
    ) -> IdentityError {
        IdentityError(.malformedAddress, "/\(name)/\(value): the value must be \(allowed)")
    }
}
