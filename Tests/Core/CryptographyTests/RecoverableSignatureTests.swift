// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives
import TestSupport
import Testing

@Suite struct RecoverableSignatureTests {
    private static let good = """
        4fdaa35afdc113fa5775ae91e2497d3936780e4c9bfab946b21c9476d55cdf73\
        140283cd6709d626b777be67e8019bfb6bcffe7abd2f44ebc79c9cf2f7558dab1b
        """
    private static let r = String(good.prefix(64))
    private static let s = String(good.dropFirst(64).prefix(64))
    private static let zero = String(repeating: "0", count: 64)
    private static let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
    private static let half = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0"
    private static let pastHalf = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1"

    private static let faults: [(hex: String, code: CryptographyError.Code)] = [
        (String(good.dropLast(2)), .wrongLength),
        ("\(good)00", .wrongLength),
        ("", .wrongLength),
        ("\(r)\(s)00", .invalidRecoveryID),
        ("\(r)\(s)01", .invalidRecoveryID),
        ("\(r)\(s)1a", .invalidRecoveryID),
        ("\(r)\(s)1d", .invalidRecoveryID),
        ("\(zero)\(s)1b", .signatureRange(.r)),
        ("\(order)\(s)1b", .signatureRange(.r)),
        ("\(r)\(zero)1b", .signatureRange(.s)),
        ("\(r)\(order)1b", .signatureRange(.s)),
        ("\(r)\(pastHalf)1b", .highS),
    ]

    @Test(arguments: faults)
    func `each fault of the form has its own refusal`(
        hex: String, code: CryptographyError.Code
    ) throws {
        let bytes = try octets(hex)
        let error = #expect(throws: CryptographyError.self) {
            try RecoverableSignature(bytes: bytes)
        }
        #expect(error?.code == code)
    }

    @Test func `half the order is still a low s`() throws {
        let bytes = try octets(Self.r + Self.half + "1c")
        #expect(throws: Never.self) { try RecoverableSignature(bytes: bytes) }
    }

    @Test func `the text form is read and written`() throws {
        #expect(try RecoverableSignature(hex: "0x" + Self.good).hex == "0x" + Self.good)
    }

    @Test(arguments: ["", "0x", good, "0x\(good)0", "0x\(good.dropLast())g"])
    func `another text is refused`(text: String) {
        let error = #expect(throws: CryptographyError.self) { try RecoverableSignature(hex: text) }
        #expect(error?.code == .malformedHex)
    }

    @Test func `a signature names its signer`() {
        let key = Secp256k1PrivateKey.generate()
        let digest = Keccak256.hash(Bytes("a state".utf8))
        #expect(key.signRecoverable(digest).recoverAddress(digest: digest) == key.address)
    }

    @Test func `a flipped recovery id names someone else`() throws {
        let key = Secp256k1PrivateKey.generate()
        var bytes = key.signRecoverable(.zero).bytes
        bytes[64] = 27 + 28 - bytes[64]
        #expect(try RecoverableSignature(bytes: bytes).recoverAddress(digest: .zero) != key.address)
    }

    @Test func `an r that is no coordinate recovers nobody`() throws {
        // No point of the curve has the x coordinate 5.
        let five = String(repeating: "0", count: 63) + "5"
        let signature = try RecoverableSignature(bytes: octets(five + Self.s + "1b"))
        #expect(signature.recoverAddress(digest: .zero) == nil)
    }

    @Test func `the fixture key signs a text as other wallets do`() throws {
        let key = try Secp256k1PrivateKey(
            bytes: octets("ca5c95cc1a8a1c8735584e9ab54db969334839e3bb900e3e5763e6d65ec0bb77"))
        let signature = key.signRecoverable(PersonalMessage.digest(of: Bytes("hello world".utf8)))
        let expected = """
            0xb139c99dbc0ab504f55ba0aa1e0d5662b1cb32aa207e8bb9b6204cab78e23490\
            1bd7abcf0d7d303ed276de735c1459018e672c5bf183690e2a2796670099757e1b
            """
        #expect(signature.hex == expected)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `recovery agrees with every Wycheproof vector of the Bitcoin rules`() throws {
        for (group, test) in try VectorNode.wycheproof("ecdsa_secp256k1_sha256_bitcoin") {
            let id = try test.int("tcId")
            let signer = Address(
                uncompressedPublicKey: try group.member("publicKey").bytes("uncompressed"))
            let digest = SHA256.hash(try test.bytes("msg"))
            let scalars = StrictDER.scalars(try test.bytes("sig"))
            let recovered = [UInt8(27), 28].compactMap { recoveryID in
                scalars.flatMap { try? RecoverableSignature(bytes: $0.r + $0.s + [recoveryID]) }
            }.compactMap { $0.recoverAddress(digest: digest) }
            let isValid = recovered.contains { $0 == signer }
            // A coordinate past the order needs a recovery id that no Ethereum signature has.
            let isPastOrder = try test.string("comment").contains("large x-coordinate")
            #expect(
                try isValid == (test.string("result") == "valid") || isPastOrder, "\(id)")
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `every recoverable signature of the vectors comes out`() throws {
        let file = "vectors/secp256k1/eth_recoverable_signatures.derived.json"
        for vector in try VectorNode.file(file).array() {
            let key = try Secp256k1PrivateKey(bytes: vector.bytes("priv"))
            let message = try vector.bytes("message_hex")
            var raw = try vector.bytes("raw_sig_rsv")
            raw[64] += 27
            #expect(key.signRecoverable(Keccak256.hash(message)).bytes == raw)
            #expect(try PersonalMessage.digest(of: message) == vector.digest("eip191_hash"))
            let signature = key.signRecoverable(PersonalMessage.digest(of: message))
            #expect(try signature.bytes == vector.bytes("eip191_sig_rsv"))
            let signer = signature.recoverAddress(digest: PersonalMessage.digest(of: message))
            #expect(try signer?.checksummed == vector.string("address"))
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the personal signatures of the protocol vectors come out`() throws {
        let vectors = try VectorNode.file("vectors/adex.json").member("computed")
        for vector in try vectors.array("personalSign") {
            let key = try Secp256k1PrivateKey(bytes: vector.bytes("privateKey"))
            let digest = try PersonalMessage.digest(of: vector.bytes("messageHex"))
            #expect(try digest == vector.digest("digest"))
            #expect(try key.signRecoverable(digest).hex == vector.string("signature"))
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `no negative signature of the protocol vectors proves its signer`() throws {
        let vectors = try VectorNode.file("vectors/adex.json").member("computed")
        for vector in try vectors.array("negativeSignatures") {
            let signature = try? RecoverableSignature(hex: vector.string("signature"))
            let digest = try PersonalMessage.digest(of: vector.bytes("messageHex"))
            let signer = signature?.recoverAddress(digest: digest)
            let leader = Address(hex: "0x2a24D8Da067b59C8B506d71eeE842C3e3D9D71d3")
            let why = try vector.string("why")
            #expect(signer != leader, "\(why)")
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `published state signatures recover their signers`() throws {
        let vectors = try VectorNode.file("vectors/adex.json").array("reference")
        for vector in vectors where try vector.string("kind") == "recover" {
            let input = try vector.member("input")
            let signature = try RecoverableSignature(hex: input.string("signature"))
            let digest = PersonalMessage.digest(of: try input.digest("stateRoot"))
            let signer = signature.recoverAddress(digest: digest)
            #expect(try signer?.checksummed == vector.member("expected").string("signer"))
        }
    }
}
