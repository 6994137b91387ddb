// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Primitives

extension FuzzEntry {
    static let multiaddr = FuzzEntry("multiaddr") {
        addresses.compactMap { try? Multiaddr(text: $0).bytes }
    } run: { bytes in
        guard let address = try? Multiaddr(bytes: bytes[...]) else { return }
        precondition(address.bytes == bytes, "other octets: \(address)")
        precondition((try? Multiaddr(text: "\(address)")) == address, "another text: \(address)")
    }

    static let multiaddrText = FuzzEntry("multiaddr-text") {
        addresses.map { Bytes($0.utf8) }
    } run: { bytes in
        guard let address = try? Multiaddr(text: String(decoding: bytes, as: UTF8.self)) else {
            return
        }
        precondition((try? Multiaddr(bytes: address.bytes[...])) == address, "\(address)")
    }

    static let publicKey = FuzzEntry("public-key") {
        [sampleKey.publicKey.protobuf, [8, 1, 18, 32] + Bytes(repeating: 9, count: 32)]
    } run: { bytes in
        guard let key = try? PublicKey(protobuf: bytes[...]) else { return }
        precondition(key.protobuf == bytes, "other octets")
        precondition(PeerID(base58: key.peerID.base58) == key.peerID, "another peer id")
    }

    /// A key that is the same in every run.
    static var sampleKey: NodeKey { key(7) }

    /// Another such key.
    static var otherKey: NodeKey { key(8) }

    private static func key(_ octet: UInt8) -> NodeKey {
        guard let key = try? Secp256k1PrivateKey(bytes: Bytes(repeating: octet, count: 32)) else {
            preconditionFailure("32 octets below the order")
        }
        return NodeKey(key)
    }

    private static let addresses = [
        "/ip4/127.0.0.1/tcp/4001", "/ip6/::1/tcp/1", "/dns4/example.org/tcp/65535",
        "/dnsaddr/a/tcp/80", "/ip4/1.2.3.4/tcp/5/p2p/\(sampleKey.peerID)",
    ]
}
