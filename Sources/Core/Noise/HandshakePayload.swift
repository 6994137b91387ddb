// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Wire

/// What libp2p sends inside the second and third handshake message: who owns the static key.
///
/// - Source: libp2p specification, `noise`, "The libp2p Handshake Payload".
public struct HandshakePayload: Hashable, Sendable {
    /// What the identity key signs, in front of the static key.
    public static let signaturePrefix = Bytes("noise-libp2p-static-key:".utf8)
    /// The largest payload that is read, in octets; go's is 216.
    public static let byteLimit = 16 * 1024
    /// How many multiplexers are looked at; further ones are passed over, as go does.
    public static let multiplexerLimit = 100
    private static let nameByteLimit = 256
    private static let keyByteLimit = 4096
    private static let signatureByteLimit = 512

    /// The protobuf form of the public key.
    public let identityKey: Bytes
    /// The identity key's signature over prefix and static key.
    public let identitySignature: Bytes
    /// The multiplexers the sender speaks, best first; empty when it does not say.
    public let multiplexers: [String]

    /// Makes a payload of its fields.
    public init(identityKey: Bytes, identitySignature: Bytes, multiplexers: [String]) {
        self.identityKey = identityKey
        self.identitySignature = identitySignature
        self.multiplexers = multiplexers
    }

    /// The octets the identity key signs for a static key.
    public static func signedBytes(staticKey: Bytes) -> Bytes { signaturePrefix + staticKey }

    /// The protobuf form; the extensions are left out when they would be empty.
    public func encode() -> Bytes {
        var writer = ProtobufWriter()
        writer.bytes(1, identityKey)
        writer.bytes(2, identitySignature)
        if !multiplexers.isEmpty {
            writer.message(4) { extensions in
                for name in multiplexers { extensions.string(2, name) }
            }
        }
        return writer.bytes
    }

    /// Reads the protobuf form; unknown fields are passed over.
    public static func decode(_ bytes: Bytes) throws(WireError) -> HandshakePayload {
        guard bytes.count <= byteLimit else {
            throw .overLimit(field: "payload", limit: byteLimit)
        }
        var reader = ProtobufReader(bytes)
        var key: ArraySlice<UInt8>?
        var signature: ArraySlice<UInt8>?
        var extensions: ArraySlice<UInt8>?
        while let field = try reader.next() {
            switch field.number {
            case 1:
                guard key == nil else { throw .repeatedField("identity_key") }
                key = try field.bytes("identity_key", limit: keyByteLimit)
            case 2:
                guard signature == nil else { throw .repeatedField("identity_sig") }
                signature = try field.bytes("identity_sig", limit: signatureByteLimit)
            case 4:
                guard extensions == nil else { throw .repeatedField("extensions") }
                extensions = try field.bytes("extensions", limit: byteLimit)
            default: continue
            }
        }
        guard let key else { throw .missingField("identity_key") }
        guard let signature else { throw .missingField("identity_sig") }
        return HandshakePayload(
            identityKey: Bytes(key), identitySignature: Bytes(signature),
            multiplexers: try multiplexers(in: extensions ?? []))
    }

    private static func multiplexers(
        in extensions: ArraySlice<UInt8>
    ) throws(WireError) -> [String] {
        var reader = ProtobufReader(extensions)
        var names: [String] = []
        while let field = try reader.next() {
            guard field.number == 2, names.count < multiplexerLimit else { continue }
            names.append(try field.string("stream_muxers", limit: nameByteLimit))
        }
        return names
    }
}
