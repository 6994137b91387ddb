// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Outpace
public import Primitives
public import Wire

extension EventRecord {
    private static let signatureField: UInt32 = 100

    /// Makes a record in canonical form.
    ///
    /// - Parameters:
    ///   - content: what the record says.
    ///   - userSignature: 65 octets by the user over `userDigest(of:)`, when it signed.
    /// - Throws: `overLimit` or `malformedField` when a field is longer or shorter than it may be.
    public init(making content: Content, userSignature: Bytes?) throws(WireError) {
        var bytes = content.encode()
        if let userSignature { bytes += Self.signatureOctets(userSignature) }
        self = try Self.decode(bytes)
    }

    /// What a user signs, as a personal message: the keccak-256 hash of the record without a
    /// signature.
    public static func userDigest(of content: Content) -> Digest {
        Keccak256.hash(content.encode())
    }

    /// Reads a record and judges its user signature.
    ///
    /// - Throws: `overLimit`, `malformedField`, `missingField`, `repeatedField`;
    ///   `malformedField("order")` when fields do not ascend or the signature is not spelt in its
    ///   one way.
    public static func decode(_ bytes: Bytes) throws(WireError) -> EventRecord {
        let (content, signature) = try parse(bytes)
        return EventRecord(
            bytes: bytes, id: EventID(Keccak256.hash(bytes)), content: content,
            signature: signature,
            isSignatureValid: isValid(signature, of: bytes, by: content.user))
    }

    /// What a record says, without its id and without judging its signature: for one that `decode` read
    /// before.
    public static func content(of bytes: Bytes) throws(WireError) -> Content {
        try parse(bytes).content
    }

    private static func parse(
        _ bytes: Bytes
    ) throws(WireError) -> (content: Content, signature: Bytes?) {
        guard bytes.count <= byteLimit else { throw .overLimit(field: "record", limit: byteLimit) }
        var fields = EventRecordFields()
        var reader = ProtobufReader(bytes)
        var signature: Bytes?
        var previous: UInt32 = 0
        while let field = try reader.next() {
            guard field.number != previous else {
                throw .repeatedField("field \(field.number) of EventRecord")
            }
            guard field.number > previous, field.number <= signatureField else {
                throw .malformedField("order")
            }
            previous = field.number
            guard field.number == signatureField else {
                try fields.read(field)
                continue
            }
            let octets = try field.stateSignature("user_signature")
            guard Bytes(field.raw) == signatureOctets(octets) else {
                throw .malformedField("order")
            }
            signature = octets
        }
        return (try fields.build(), signature)
    }

    private static func signatureOctets(_ signature: Bytes) -> Bytes {
        var writer = ProtobufWriter()
        writer.bytes(signatureField, signature)
        return writer.bytes
    }

    private static func isValid(_ signature: Bytes?, of record: Bytes, by user: Bytes?) -> Bool {
        guard let signature, let user, let address = Address(bytes: user),
            let parsed = try? RecoverableSignature(bytes: signature)
        else { return false }
        let unsigned = record.dropLast(signatureOctets(signature).count)
        let message = PersonalMessage.digest(of: Keccak256.hash(unsigned).bytes)
        return parsed.recoverAddress(digest: message) == address
    }
}

extension EventRecord.Content {
    /// The canonical octets: fields in number order, defaults left out.
    func encode() -> Bytes {
        var writer = ProtobufWriter()
        writer.digest(1, channel.digest)
        writer.varint(2, UInt64(type.rawValue))
        writer.bytes(3, publisher.bytes)
        if let user { writer.bytes(4, user) }
        writer.stringIfPresent(5, adUnit)
        writer.stringIfPresent(6, adSlot)
        writer.stringIfPresent(7, slotType)
        writer.stringIfPresent(8, referrer)
        writer.stringIfPresent(9, country)
        writer.stringIfPresent(10, operatingSystem)
        writer.stringIfPresent(11, browser)
        writer.varintIfPresent(12, occurredAt.milliseconds)
        writer.bytes(13, nonce)
        return writer.bytes
    }
}
