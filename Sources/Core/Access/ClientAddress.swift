// This source file is part of the Outpace project. License: see LICENSE.

import Identity
public import Primitives

/// The IP address that a request comes from.
public struct ClientAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 octets, or 16; an IPv4 address in IPv6 dress is 4.
    public let bytes: Bytes

    /// Reads an address, also in brackets, with a port or with a zone behind it.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 64 else { return nil }
        var address = Substring(text)
        while address.first == " " || address.first == "\t" { address.removeFirst() }
        while address.last == " " || address.last == "\t" { address.removeLast() }
        if address.first == "[" {
            guard let end = address.firstIndex(of: "]") else { return nil }
            address = address[address.index(after: address.startIndex)..<end]
        } else if address.contains("."), let colon = address.lastIndex(of: ":"),
            address.firstIndex(of: ":") == colon
        {
            address = address[..<colon]
        }
        address = address.prefix { $0 != "%" }
        for name in ["ip4", "ip6"] {
            guard let multiaddr = try? Multiaddr(text: "/\(name)/\(address)"),
                multiaddr.components.count == 1
            else { continue }
            switch multiaddr.components.first {
            case .ip4(let bytes): self.bytes = bytes
            case .ip6(let bytes): self.bytes = Self.unmapped(bytes)
            case .dns, .dns4, .dns6, .dnsaddr, .tcp, .p2p, nil: continue
            }
            return
        }
        return nil
    }

    private static func unmapped(_ bytes: Bytes) -> Bytes {
        let prefix = Bytes(repeating: 0, count: 10) + [0xff, 0xff]
        return bytes.starts(with: prefix) ? Bytes(bytes.dropFirst(12)) : bytes
    }

    /// What counts as one client: an IPv4 address, or the 64 bits of an IPv6 address that a
    /// provider assigns; the rest of those is the client's to choose.
    public var bucket: Bytes { bytes.count == 4 ? bytes : Bytes(bytes.prefix(8)) }

    /// Whether it is an address of the machine itself: 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        bytes.count == 4
            ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// The octets in hexadecimal digits.
    public var description: String { Hex.encode(bytes) }

    /// Who asks, through proxies or without: the right-most address that is not a proxy of ours.
    ///
    /// Each proxy appends the address that it was asked from, so what stands left of the last one
    /// we trust was written by the client itself. An entry that is no address ends the search at the
    /// proxy that passed it on.
    ///
    /// - Parameters:
    ///   - connection: the other end of the connection.
    ///   - forwarded: all of `X-Forwarded-For`, repeated fields joined by commas.
    ///   - trusted: the proxies whose word is taken.
    public static func client(
        connection: ClientAddress?, forwarded: String?, trusted: Set<ClientAddress>
    ) -> ClientAddress? {
        guard var client = connection, trusted.contains(client), let forwarded else {
            return connection
        }
        for entry in forwarded.split(separator: ",", omittingEmptySubsequences: false).reversed() {
            guard let address = ClientAddress(entry) else { return client }
            client = address
            if !trusted.contains(address) { break }
        }
        return client
    }
}
