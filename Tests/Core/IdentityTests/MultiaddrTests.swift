// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Primitives
import TestSupport
import Testing

@Suite struct MultiaddrTests {
    private static let peer = SpecificationKeys.secp256k1ID
    private static let peerHex = "0025" + SpecificationKeys.secp256k1

    private static let pairs: [(text: String, hex: String)] = [
        ("/ip4/127.0.0.1/tcp/4001", "047f000001060fa1"),
        ("/ip6/::1/tcp/4001", "2900000000000000000000000000000001060fa1"),
        ("/dns/example.com/tcp/443", "350b6578616d706c652e636f6d0601bb"),
        ("/dns4/a.b/tcp/1", "3603612e62060001"),
        ("/dns6/a.b/tcp/1", "3703612e62060001"),
        ("/dnsaddr/a.b", "3803612e62"),
        ("/ip4/1.2.3.4/tcp/9/p2p/\(peer)", "0401020304060009a50327\(peerHex)"),
        ("/p2p/\(peer)", "a50327\(peerHex)"),
    ]

    @Test(arguments: pairs)
    func `text becomes its octets`(text: String, hex: String) throws {
        #expect(try Hex.encode(Multiaddr(text: text).bytes) == hex)
    }

    @Test(arguments: pairs)
    func `octets become their text`(text: String, hex: String) throws {
        let bytes = try SpecificationKeys.bytes(hex)
        #expect(try Multiaddr(bytes: bytes[...]).description == text)
    }

    @Test func `no address cut inside a value is read`() throws {
        let bytes = try SpecificationKeys.bytes("047f000001060fa1a50327\(Self.peerHex)")
        for count in bytes.indices where ![5, 8].contains(count) {
            #expect((try? Multiaddr(bytes: bytes.prefix(count))) == nil, "\(count) octets")
        }
    }

    @Test func `no flipped bit gives the same address`() throws {
        let bytes = try SpecificationKeys.bytes("047f000001060fa1a50327\(Self.peerHex)")
        let address = try Multiaddr(bytes: bytes[...])
        for bit in 0..<(bytes.count * 8) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let other = try? Multiaddr(bytes: changed[...]) else { continue }
            #expect(other != address && other.bytes == changed, "bit \(bit)")
        }
    }

    @Test(arguments: [
        ("", IdentityError.Code.malformedAddress), ("/", .malformedAddress),
        ("ip4/1.2.3.4", .malformedAddress), ("/ip4", .malformedAddress),
        ("/ip4/1.2.3.4/", .malformedAddress), ("/ip4/1.2.3", .malformedAddress),
        ("/ip4/1.2.3.256", .malformedAddress), ("/ip4/01.2.3.4", .malformedAddress),
        ("/ip4/1.2.3.-4", .malformedAddress), ("/ip6/1::2::3", .malformedAddress),
        ("/ip6/1:2:3:4:5:6:7", .malformedAddress), ("/ip6/1:2:3:4:5:6:7:8:9", .malformedAddress),
        ("/ip6/1:2:3:4:5:6:7:8::", .malformedAddress), ("/ip6/12345::", .malformedAddress),
        ("/ip6/-1::", .malformedAddress), ("/ip6/fe80::1%eth0", .malformedAddress),
        ("/ip6/1.2.3.4::", .malformedAddress), ("/ip6/:1", .malformedAddress),
        ("/tcp/65536", .malformedAddress), ("/tcp/+1", .malformedAddress),
        ("/tcp/", .malformedAddress), ("/dns/", .malformedAddress),
        ("/dns/a b", .malformedAddress), ("/dns/é", .malformedAddress),
        ("/p2p/nobody", .malformedAddress), ("/udp/1", .unknownProtocol),
        ("/ip4/1.2.3.4/tcp/1/ws/x", .unknownProtocol),
        ("/p2p/\(peer)/tcp/1", .malformedAddress),
        ("/dns/" + String(repeating: "a", count: 254), .malformedAddress),
        ("/dns/" + String(repeating: "a", count: 5000), .addressTooLong),
    ])
    func `a text that is no address is refused`(text: String, code: IdentityError.Code) {
        let error = #expect(throws: IdentityError.self) { try Multiaddr(text: text) }
        #expect(error?.code == code)
    }

    @Test(arguments: [
        ("", IdentityError.Code.malformedAddress), ("91", .malformedAddress),
        ("91020fa1", .unknownProtocol), ("047f000001cd03", .unknownProtocol),
        ("8400", .malformedAddress), ("04007f00", .malformedAddress),
        ("3500", .malformedAddress), ("3501ff", .malformedAddress), ("a50301aa", .malformedAddress),
        ("35ff01", .malformedAddress), ("ffffffffffffffffff01", .malformedAddress),
    ])
    func `octets that are no address are refused`(hex: String, code: IdentityError.Code) throws {
        let bytes = try SpecificationKeys.bytes(hex)
        let error = #expect(throws: IdentityError.self) { try Multiaddr(bytes: bytes[...]) }
        #expect(error?.code == code)
    }

    @Test func `an address of more than 1024 octets is refused unread`() {
        let bytes = Bytes(repeating: 0xff, count: Multiaddr.byteLimit + 1)
        let error = #expect(throws: IdentityError.self) { try Multiaddr(bytes: bytes[...]) }
        #expect(error?.code == .addressTooLong)
    }

    @Test(arguments: [
        ("::", "::"), ("0:0:0:0:0:0:0:1", "::1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
        ("::ffff:1.2.3.4", "::ffff:102:304"), ("1::", "1::"), ("fe80::0001", "fe80::1"),
    ])
    func `an IPv6 address is written in its one short form`(text: String, short: String) throws {
        #expect(try Multiaddr(text: "/ip6/\(text)").description == "/ip6/\(short)")
    }

    @Test(arguments: [
        ("/ip4/1.2.3.4/tcp/9", "1.2.3.4"), ("/ip6/::1/tcp/9/p2p/\(peer)", "::1"),
        ("/dns4/a.example/tcp/9", "a.example"),
    ])
    func `a host and a port can be dialled`(text: String, host: String) throws {
        let target = try Multiaddr(text: text).dialTarget
        #expect(target?.host == host && target?.port == 9)
    }

    @Test(arguments: [
        "/ip4/1.2.3.4", "/tcp/9", "/dnsaddr/a.b/tcp/9", "/p2p/\(peer)", "/tcp/9/ip4/1.2.3.4",
        "/ip4/1.2.3.4/tcp/9/tcp/9",
    ])
    func `another path cannot be dialled`(text: String) throws {
        #expect(try Multiaddr(text: text).dialTarget == nil)
    }

    @Test func `the peer at the end is found and taken off`() throws {
        let address = try Multiaddr(text: "/ip4/1.2.3.4/tcp/9/p2p/\(Self.peer)")
        #expect(address.peerID?.base58 == Self.peer)
        #expect(address.withoutPeerID?.description == "/ip4/1.2.3.4/tcp/9")
    }

    @Test func `a peer is put at the end`() throws {
        let peer = try #require(PeerID(base58: Self.peer))
        let address = try Multiaddr(text: "/ip4/1.2.3.4/tcp/9").with(peerID: peer)
        #expect(address.description == "/ip4/1.2.3.4/tcp/9/p2p/\(Self.peer)")
    }

    @Test func `the longest octets have a text that is read again`() throws {
        let bytes = Bytes((0..<204).flatMap { _ in [4, 255, 255, 255, 255] as Bytes })
        let address = try Multiaddr(bytes: bytes[...])
        #expect(try Multiaddr(text: "\(address)") == address)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the addresses of the vectors come out`() throws {
        let vectors = try VectorNode.file("vectors/libp2p.json").member("multiaddrs").members()
        for (text, node) in vectors {
            #expect(try Multiaddr(text: text).bytes == node.bytes())
            #expect(try Multiaddr(bytes: node.bytes()[...]).description == text)
        }
    }
}
