// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Wire

/// The fields of an event record as far as they were read.
struct EventRecordFields {
    private var channel: Digest?
    private var type: EventType?
    private var publisher: Address?
    private var user: Bytes?
    /// Fields 5 to 11, in order.
    private var labels = [String](repeating: "", count: 7)
    private var occurredAt: UInt64 = 0
    private var nonce: Bytes?

    /// Takes one field; unknown ones are passed over.
    mutating func read(_ field: ProtobufReader.Field) throws(WireError) {
        switch field.number {
        case 1: channel = try field.digest("channel")
        case 2: type = try Self.type(field)
        case 3: publisher = try field.address("publisher")
        case 4: user = Bytes(try field.bytes("user", limit: StatementLimits.userByteLimit))
        case 5...11: try readLabel(field)
        case 12: occurredAt = try field.unsigned("occurred_at")
        case 13:
            let octets = try field.bytes("nonce", limit: StatementLimits.nonceByteCount)
            guard octets.count == StatementLimits.nonceByteCount else {
                throw .malformedField("nonce")
            }
            nonce = Bytes(octets)
        default: return
        }
    }

    /// The content, once every required field was read.
    func build() throws(WireError) -> EventRecord.Content {
        EventRecord.Content(
            channel: ChannelID(try required(channel, "channel")), type: try required(type, "type"),
            publisher: try required(publisher, "publisher"), user: user, adUnit: labels[0],
            adSlot: labels[1], slotType: labels[2], referrer: labels[3], country: labels[4],
            operatingSystem: labels[5], browser: labels[6],
            occurredAt: Timestamp(milliseconds: occurredAt), nonce: try required(nonce, "nonce"))
    }

    private mutating func readLabel(_ field: ProtobufReader.Field) throws(WireError) {
        let (name, limit) = Self.label(field.number)
        labels[Int(field.number) - 5] = try field.string(name, limit: limit)
    }

    private static func label(_ number: UInt32) -> (name: String, limit: Int) {
        switch number {
        case 5: ("ad_unit", StatementLimits.adByteLimit)
        case 6: ("ad_slot", StatementLimits.adByteLimit)
        case 7: ("slot_type", StatementLimits.labelByteLimit)
        case 8: ("referrer", StatementLimits.referrerByteLimit)
        case 9: ("country", StatementLimits.labelByteLimit)
        case 10: ("operating_system", StatementLimits.labelByteLimit)
        default: ("browser", StatementLimits.labelByteLimit)
        }
    }

    private static func type(_ field: ProtobufReader.Field) throws(WireError) -> EventType {
        guard let number = UInt8(exactly: try field.unsigned("type")),
            let type = EventType(rawValue: number)
        else { throw .malformedField("type") }
        return type
    }
}
