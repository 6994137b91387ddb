// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Primitives
import TestSupport
import Testing

/// The example keys of the libp2p specification.
enum SpecificationKeys {
    static let secp256k1 =
        "08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99"
    static let ed25519 = "080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e"
    static let secp256k1ID = "16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY"
    static let ed25519ID = "12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq"

    static func bytes(_ hex: String) throws -> Bytes { try #require(Hex.decode(hex)) }
}

@Suite struct PublicKeyTests {
    @Test(arguments: [
        (SpecificationKeys.secp256k1, SpecificationKeys.secp256k1ID),
        (SpecificationKeys.ed25519, SpecificationKeys.ed25519ID),
    ])
    func `the keys of the specification have their peer ids`(key: String, id: String) throws {
        let bytes = try SpecificationKeys.bytes(key)
        #expect(try PublicKey(protobuf: bytes[...]).peerID.base58 == id)
    }

    @Test(arguments: [SpecificationKeys.secp256k1, SpecificationKeys.ed25519])
    func `a key is written as it was read`(key: String) throws {
        let bytes = try SpecificationKeys.bytes(key)
        #expect(try PublicKey(protobuf: bytes[...]).protobuf == bytes)
    }

    @Test(arguments: [SpecificationKeys.secp256k1, SpecificationKeys.ed25519])
    func `no truncated key is read`(key: String) throws {
        let bytes = try SpecificationKeys.bytes(key)
        for count in bytes.indices {
            #expect((try? PublicKey(protobuf: bytes.prefix(count))) == nil, "\(count) octets")
        }
    }

    @Test(arguments: [0, 3])
    func `another kind of key is refused by its kind`(kind: UInt8) {
        let bytes: Bytes = [0x08, kind, 0x12, 0x04, 1, 2, 3, 4]
        let error = #expect(throws: IdentityError.self) { try PublicKey(protobuf: bytes[...]) }
        #expect(error?.code == .unsupportedKeyKind)
    }

    @Test(arguments: [
        // The fields in the other order, a field twice, a field more, a longer varint, no kind, no
        // key.
        "12201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e0801",
        "0801" + SpecificationKeys.ed25519,
        SpecificationKeys.ed25519 + "1801",
        "08811012201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e",
        "08818000" + SpecificationKeys.ed25519.dropFirst(4),
        "12201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e",
        "0801", "",
        "0801121f1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce2",
        "080212201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e",
        "08021221057777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99",
    ])
    func `another encoding of a key is refused`(hex: String) throws {
        let bytes = try SpecificationKeys.bytes(hex)
        #expect(throws: IdentityError.self) { try PublicKey(protobuf: bytes[...]) }
    }

    @Test func `a peer id gives its key back`() throws {
        let id = try #require(PeerID(base58: SpecificationKeys.secp256k1ID))
        #expect(try id.publicKey?.protobuf == SpecificationKeys.bytes(SpecificationKeys.secp256k1))
    }

    @Test func `a hashed peer id has no key`() throws {
        let id = try #require(
            PeerID(base58: "QmVMT29id3TUASyfZZ6k9hmNyc2nYabCo4uMSpDw4zrgDk"))
        #expect(id.publicKey == nil)
    }

    @Test func `an ed25519 peer has no address`() throws {
        let id = try #require(PeerID(base58: SpecificationKeys.ed25519ID))
        #expect(id.publicKey?.kind == .ed25519 && id.address == nil)
    }

    @Test(arguments: [
        "bafzaajiiaijcca3xo7uzjzcsyilaj6i54cj44qk7kqzpoao5rti2pjx6udtdbp6kte",
        SpecificationKeys.secp256k1ID,
    ])
    func `both text forms of a peer id are read`(text: String) {
        #expect(PeerID(text: text)?.base58 == SpecificationKeys.secp256k1ID)
    }

    @Test(arguments: [
        "", "b", "b1", "bafzaajiiaijcca3xo7uzjzcsyilaj6i54cj44qk7kqzpoao5rti2pjx6udtdbp6kt",
        "bafkaajiiaijcca3xo7uzjzcsyilaj6i54cj44qk7kqzpoao5rti2pjx6udtdbp6kte",
        "Bafzaajiiaijcca3xo7uzjzcsyilaj6i54cj44qk7kqzpoao5rti2pjx6udtdbp6kte",
        "16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLp0",
        String(repeating: "1", count: 500),
    ])
    func `another text is no peer id`(text: String) {
        #expect(PeerID(text: text) == nil)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the peer ids of the vectors come out`() throws {
        for vector in try VectorNode.file("vectors/libp2p.json").array("peer_ids") {
            let id = try #require(PeerID(bytes: vector.bytes("peer_id_hex")))
            #expect(try id.base58 == vector.string("base58"))
            #expect(try PeerID(text: vector.string("cidv1_base32")) == id)
            let key = try? PublicKey(protobuf: vector.bytes("public_key")[...])
            let isTaken = try vector.string("type") != "ecdsa"
            #expect(key?.peerID == (isTaken ? id : nil))
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the peer ids of the specification come out`() throws {
        let file = try VectorNode.file("vectors/libp2p_peer_ids.json")
        for name in ["ed25519", "secp256k1"] {
            let vector = try file.member(name)
            let key = try PublicKey(protobuf: vector.bytes("public_key_protobuf")[...])
            #expect(try key.peerID.base58 == vector.string("peer_id"))
            #expect(try key.peerID.bytes == vector.bytes("multihash"))
        }
        for text in try file.array("_spec_strings") {
            #expect(try PeerID(text: text.string()) != nil)
        }
    }
}
