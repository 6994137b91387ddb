// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Where a peer can be reached: a path of protocols, outermost first.
///
/// Only what this network dials is read: IP or DNS names, TCP, and the peer expected there. An
/// address of another transport is refused with `unknownProtocol`, and whoever holds a list skips
/// it.
///
/// - Source: multiformats `multiaddr`.
public struct Multiaddr: Hashable, Sendable, CustomStringConvertible {
    /// The longest address that is read, in octets of either form.
    public static let byteLimit = 1024

    /// The longest text that is read, in octets: an IPv4 address has four times as many in its text.
    static let textByteLimit = 4 * byteLimit

    /// The protocols, outermost first; at least one.
    public let components: [Component]

    /// Makes an address of its parts.
    ///
    /// - Throws: `malformedAddress` without parts, with a part that cannot be written, or with a
    ///   peer anywhere but at the end; `addressTooLong`.
    public init(components: [Component]) throws(IdentityError) {
        guard !components.isEmpty else {
            throw IdentityError(.malformedAddress, "an address needs at least one protocol")
        }
        for component in components { try component.check() }
        let hasInnerPeer = components.dropLast().contains { component in
            if case .p2p = component { true } else { false }
        }
        guard !hasInnerPeer else {
            throw IdentityError(.malformedAddress, "/p2p stands once, at the end of an address")
        }
        self.components = components
        guard bytes.count <= Self.byteLimit else { throw Self.tooLong }
    }

    /// The peer that is expected there, when the address says so.
    public var peerID: PeerID? {
        if case .p2p(let peer) = components.last { peer } else { nil }
    }

    /// This address without its peer, or nil when nothing else is in it.
    public var withoutPeerID: Multiaddr? {
        guard peerID != nil else { return self }
        return try? Multiaddr(components: components.dropLast())
    }

    /// This address with the peer expected there; replaces one that is there.
    public func with(peerID: PeerID) throws(IdentityError) -> Multiaddr {
        let rest = self.peerID == nil ? components : components.dropLast()
        return try Multiaddr(components: rest + [.p2p(peerID)])
    }

    /// The host and port to open a TCP connection to, or nil when the address is not of that form.
    ///
    /// `dnsaddr` names a record with further addresses, so it is nothing to dial.
    public var dialTarget: (host: String, port: UInt16)? {
        let rest = peerID == nil ? components[...] : components.dropLast()
        guard rest.count == 2, case .tcp(let port)? = rest.last else { return nil }
        switch rest.first {
        case .ip4, .ip6, .dns, .dns4, .dns6: return rest.first.map { ($0.valueText, port) }
        case .dnsaddr, .tcp, .p2p, nil: return nil
        }
    }

    static var tooLong: IdentityError {
        IdentityError(
            .addressTooLong, "an address has at most \(byteLimit) octets, its text \(textByteLimit)"
        )
    }
}
