// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Primitives
import TestSupport
import Testing

@Suite struct NodeKeyTests {
    private func fixture() throws -> NodeKey {
        let hex = "53dadf1d5a164d6b4acdb15e24aa4c5b1d3461bdbd42abedb0a4404d56ced8fb"
        return NodeKey(try Secp256k1PrivateKey(bytes: SpecificationKeys.bytes(hex)))
    }

    @Test func `the key of the specification has its peer id`() throws {
        #expect(try fixture().peerID.base58 == SpecificationKeys.secp256k1ID)
    }

    @Test func `the peer id leads to the address`() throws {
        let key = try fixture()
        #expect(key.peerID.address == key.address)
    }

    @Test func `a signed message is valid under the public key`() throws {
        let key = try fixture()
        let message = Bytes("a message".utf8)
        #expect(key.publicKey.isValid(signature: key.sign(message: message), of: message))
    }

    @Test func `a signed message is not valid for another message`() throws {
        let key = try fixture()
        #expect(!key.publicKey.isValid(signature: key.sign(message: [1]), of: [2]))
    }

    @Test func `a signed state root recovers the address`() throws {
        let key = try fixture()
        let root = Keccak256.hash([1])
        let signature = key.sign(stateRoot: root)
        let digest = PersonalMessage.digest(of: root)
        #expect(signature.recoverAddress(digest: digest) == key.address)
    }

    @Test func `a node key prints its peer id alone`() throws {
        #expect(try "\(fixture())" == SpecificationKeys.secp256k1ID)
    }

    @Test func `an ed25519 signature is checked under an ed25519 key`() throws {
        // RFC 8032, test 1.
        let key = try PublicKey(
            protobuf: SpecificationKeys.bytes(
                "08011220d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")[...])
        let signature = try SpecificationKeys.bytes(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
        #expect(key.isValid(signature: signature, of: []))
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the signature of the Noise payload vector comes out`() throws {
        let vector = try VectorNode.file("vectors/libp2p.json").member("noise_payload")
        let message = try vector.bytes("signed_bytes")
        let signature = try vector.bytes("signature_der")
        let key = try fixture()
        #expect(key.sign(message: message) == signature)
        #expect(key.publicKey.isValid(signature: signature, of: message))
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `every key of the vectors has its address and peer id`() throws {
        let file = "vectors/secp256k1/eth_addresses_and_peer_ids.derived.json"
        for vector in try VectorNode.file(file).array() {
            let key = NodeKey(try Secp256k1PrivateKey(bytes: vector.bytes("priv")))
            #expect(try key.address.checksummed == vector.string("address_eip55"))
            #expect(try key.peerID.base58 == vector.string("libp2p_peer_id"))
            #expect(try key.publicKey.protobuf == vector.bytes("libp2p_pubkey_protobuf"))
        }
    }
}
