// This source file is part of the Outpace project. License: see LICENSE.

public import Cryptography
public import Primitives
import Wire

/// The public key a peer is known by.
///
/// Validators have secp256k1 keys, because their peer id must give their Ethereum address; ed25519
/// is taken for the other peers of a libp2p network. Larger kinds are refused: checking one of them
/// can be made arbitrarily expensive.
///
/// - Source: libp2p specification, `peer-ids`, "Keys".
public struct PublicKey: Hashable, Sendable, CustomStringConvertible {
    /// The kinds of key that are taken, with their numbers on the wire.
    public enum Kind: UInt64, Hashable, Sendable {
        /// 32 octets.
        case ed25519 = 1
        /// 33 octets: a compressed point.
        case secp256k1 = 2
    }

    private enum Storage: Hashable {
        case secp256k1(Secp256k1PublicKey)
        case ed25519(Bytes)
    }

    /// No encoding that is taken is longer, in octets.
    public static let byteLimit = 37

    private let storage: Storage

    /// Reads the protobuf form; only the one canonical encoding of each key is taken.
    ///
    /// - Throws: `unsupportedKeyKind` for other kinds, `malformedPublicKey` for everything else.
    public init(protobuf bytes: ArraySlice<UInt8>) throws(IdentityError) {
        let (type, key) = try Self.fields(bytes)
        switch Kind(rawValue: type) {
        case .secp256k1:
            guard let point = try? Secp256k1PublicKey(compressed: key) else {
                throw Self.malformed("a secp256k1 key is a compressed point of 33 octets")
            }
            storage = .secp256k1(point)
        case .ed25519:
            guard key.count == Ed25519.publicKeyByteCount else {
                throw Self.malformed("an ed25519 key has 32 octets, this one has \(key.count)")
            }
            storage = .ed25519(key)
        case nil:
            throw IdentityError(
                .unsupportedKeyKind,
                "a key of kind \(type) is not taken; secp256k1 (2) and ed25519 (1) are")
        }
        guard protobuf.elementsEqual(bytes) else {
            throw Self.malformed("the key is not in its canonical encoding")
        }
    }

    /// Wraps a validator's key.
    public init(secp256k1 key: Secp256k1PublicKey) { storage = .secp256k1(key) }

    /// The kind of key.
    public var kind: Kind {
        switch storage {
        case .secp256k1: .secp256k1
        case .ed25519: .ed25519
        }
    }

    /// The canonical protobuf form: kind, then octets.
    public var protobuf: Bytes {
        var writer = ProtobufWriter()
        writer.varint(1, kind.rawValue)
        switch storage {
        case .secp256k1(let key): writer.bytes(2, key.compressed)
        case .ed25519(let key): writer.bytes(2, key)
        }
        return writer.bytes
    }

    /// The peer id: this key, embedded in an identity multihash.
    public var peerID: PeerID {
        let encoded = protobuf
        guard let id = PeerID(bytes: [0x00, UInt8(encoded.count)] + encoded) else {
            preconditionFailure("a key of \(encoded.count) octets does not fit a peer id")
        }
        return id
    }

    /// The key when it is of the kind validators have.
    public var secp256k1: Secp256k1PublicKey? {
        if case .secp256k1(let key) = storage { key } else { nil }
    }

    /// The Ethereum address, which only a secp256k1 key has.
    public var address: Address? { secp256k1?.address }

    /// Whether `signature` is this key's over `message`, by the rules of libp2p.
    ///
    /// secp256k1 signs the SHA-256 hash, in DER with s in either half; ed25519 signs the message.
    public func isValid(signature: Bytes, of message: Bytes) -> Bool {
        switch storage {
        case .secp256k1(let key):
            key.isValid(derSignature: signature, of: SHA256.hash(message))
        case .ed25519(let key):
            Ed25519.isValid(signature: signature, of: message, publicKey: key)
        }
    }

    /// The protobuf form in hexadecimal.
    public var description: String { Hex.encode(protobuf) }

    private static func fields(
        _ bytes: ArraySlice<UInt8>
    ) throws(IdentityError) -> (type: UInt64, key: Bytes) {
        var reader = ProtobufReader(bytes)
        do throws(WireError) {
            var type: UInt64?
            var key: ArraySlice<UInt8>?
            while let field = try reader.next() {
                switch field.number {
                case 1 where type == nil: type = try field.unsigned("Type")
                case 2 where key == nil: key = try field.bytes("Data", limit: bytes.count)
                default: throw WireError.repeatedField("field \(field.number)")
                }
            }
            guard let type else { throw WireError.missingField("Type") }
            guard let key else { throw WireError.missingField("Data") }
            guard Kind(rawValue: type) == nil || key.count <= byteLimit else {
                throw WireError.overLimit(field: "Data", limit: byteLimit)
            }
            // A key of another kind is refused by its kind; its octets are not wanted.
            return (type, Bytes(key.prefix(byteLimit)))
        } catch {
            throw malformed("the key is not a protobuf of kind and octets: \(error)")
        }
    }

    private static func malformed(_ message: String) -> IdentityError {
        IdentityError(.malformedPublicKey, message)
    }
}
