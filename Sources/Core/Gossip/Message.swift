// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Wire

/// A gossipsub message, with its octets as they were received.
///
/// The octets are what is forwarded, stored and signed; the fields are only their reading. It never
/// changes; a class, because many hold the same one.
///
/// - Source: libp2p specification, `pubsub`, "The Message".
public final class Message: Hashable, Sendable {
    /// The encoded message as received; never encoded again.
    public let raw: Bytes
    /// The author.
    public let from: PeerID?
    /// The author's number, 8 octets under StrictSign.
    public let sequenceNumber: Bytes?
    /// The topic.
    public let topic: String
    /// The content; empty when the field is absent.
    public let data: Bytes
    /// The signature over `signedBytes`.
    public let signature: Bytes?
    /// The author's key, for authors whose peer id holds only a hash.
    public let key: Bytes?
    /// The name of the message; nil when it has no author or number.
    public let id: MessageID?

    /// The longest sequence number that is accepted, in octets.
    public static let sequenceNumberByteLimit = 64
    /// The longest topic that is accepted, in octets.
    public static let topicByteLimit = 256
    /// The longest signature that is accepted, in octets: RSA of 4096 bits.
    public static let signatureByteLimit = 512
    /// The longest key that is accepted, in octets: RSA of 4096 bits in its wrappings.
    public static let keyByteLimit = 1_024

    private init(_ raw: Bytes, _ fields: MessageFields, topic: String) {
        self.raw = raw
        self.topic = topic
        from = fields.from
        sequenceNumber = fields.sequenceNumber
        data = fields.data ?? []
        signature = fields.signature
        key = fields.key
        id =
            if let author = from, let sequenceNumber {
                MessageID(from: author, sequenceNumber: sequenceNumber)
            } else {
                nil
            }
    }

    /// What the signature is over: a prefix and the octets as received without fields 5 and 6.
    public var signedBytes: Bytes {
        var signed = Bytes("libp2p-pubsub:".utf8)
        signed.reserveCapacity(signed.count + raw.count)
        var reader = ProtobufReader(raw)
        while let field = try? reader.next() {
            if field.number != 5, field.number != 6 { signed.append(contentsOf: field.raw) }
        }
        return signed
    }

    /// Whether both are the same octets.
    public static func == (left: Message, right: Message) -> Bool { left.raw == right.raw }

    /// Hashes the octets.
    public func hash(into hasher: inout Hasher) { hasher.combine(octets: raw) }

    /// Reads a message.
    ///
    /// - Throws: `missingField("topic")`, `repeatedField`, `malformedField("from")` for octets that
    ///   are no peer id, `overLimit`.
    public static func decode(_ raw: Bytes) throws(WireError) -> Message {
        var fields = MessageFields()
        var reader = ProtobufReader(raw)
        while let field = try reader.next() { try fields.read(field) }
        guard let topic = fields.topic else { throw .missingField("topic") }
        return Message(raw, fields, topic: topic)
    }

    /// Makes a signed message; `sign` is given `signedBytes`.
    public static func make(
        from author: PeerID, sequenceNumber: Bytes, topic: String, data: Bytes,
        sign: (Bytes) -> Bytes
    ) -> Message {
        var writer = ProtobufWriter()
        writer.bytes(1, author.bytes)
        writer.bytes(2, data)
        writer.bytes(3, sequenceNumber)
        writer.string(4, topic)
        let signature = sign(Bytes("libp2p-pubsub:".utf8) + writer.bytes)
        writer.bytes(5, signature)
        let fields = MessageFields(
            from: author, data: data, sequenceNumber: sequenceNumber, signature: signature)
        return Message(writer.bytes, fields, topic: topic)
    }
}

/// The fields of a message as far as they were read.
private struct MessageFields {
    var from: PeerID?
    var data: Bytes?
    var sequenceNumber: Bytes?
    var topic: String?
    var signature: Bytes?
    var key: Bytes?

    mutating func read(_ field: ProtobufReader.Field) throws(WireError) {
        switch field.number {
        case 1:
            guard from == nil else { throw .repeatedField("from") }
            guard let author = PeerID(bytes: try field.bytes("from", limit: PeerID.byteLimit))
            else { throw .malformedField("from") }
            from = author
        case 2: try Self.set(&data, field, "data", limit: .max)
        case 3:
            try Self.set(&sequenceNumber, field, "seqno", limit: Message.sequenceNumberByteLimit)
        case 4:
            guard topic == nil else { throw .repeatedField("topic") }
            topic = try field.string("topic", limit: Message.topicByteLimit)
        case 5: try Self.set(&signature, field, "signature", limit: Message.signatureByteLimit)
        case 6: try Self.set(&key, field, "key", limit: Message.keyByteLimit)
        default: return
        }
    }

    private static func set(
        _ target: inout Bytes?, _ field: ProtobufReader.Field, _ name: String, limit: Int
    ) throws(WireError) {
        guard target == nil else { throw .repeatedField(name) }
        target = Bytes(try field.bytes(name, limit: limit))
    }
}
