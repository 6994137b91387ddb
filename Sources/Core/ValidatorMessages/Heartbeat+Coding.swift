// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Wire

extension Heartbeat {
    /// Appends the fields of the schema.
    func write(to writer: inout ProtobufWriter) {
        writer.varintIfPresent(1, timestamp.milliseconds)
        for address in addresses { writer.bytes(2, address) }
        for entry in entries { writer.message(3) { entry.write(to: &$0) } }
    }

    /// Reads the fields of the schema.
    init(_ body: ArraySlice<UInt8>) throws(WireError) {
        _ = try ProtobufReader.count(
            of: 2, in: body, named: "addresses", limit: StatementLimits.addressLimit)
        let entryCount = try ProtobufReader.count(
            of: 3, in: body, named: "entries", limit: StatementLimits.heartbeatEntryLimit)
        var once = FieldGuard()
        var timestamp: UInt64 = 0
        var addresses: [Bytes] = []
        var entries: [Entry] = []
        entries.reserveCapacity(entryCount)
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            switch field.number {
            case 1:
                try once.once(field, "timestamp")
                timestamp = try field.unsigned("timestamp")
            case 2:
                let limit = StatementLimits.addressByteLimit
                addresses.append(Bytes(try field.bytes("addresses", limit: limit)))
            case 3: entries.append(try Entry(try ProtobufReader.nested(field, "entries")))
            default: continue
            }
        }
        self.init(
            timestamp: Timestamp(milliseconds: timestamp), addresses: addresses, entries: entries)
    }
}

extension Heartbeat.Entry {
    fileprivate func write(to writer: inout ProtobufWriter) {
        writer.digest(1, channel.digest)
        if let lastApproved { writer.digest(2, lastApproved.digest) }
        writer.message(3) { pool.write(to: &$0) }
        writer.varintIfPresent(4, UInt64(online.bits))
        writer.varintIfPresent(5, UInt64(lanes.bits))
        if let adexSignature { writer.bytes(6, adexSignature) }
    }

    fileprivate init(_ body: ArraySlice<UInt8>) throws(WireError) {
        var once = FieldGuard()
        var channel: Digest?
        var lastApproved: Digest?
        var pool: Heartbeat.PoolSummary?
        var online = ValidatorSet.empty
        var lanes = ValidatorSet.empty
        var adexSignature: Bytes?
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            guard (1...6).contains(field.number) else { continue }
            try once.once(field, "field \(field.number) of HeartbeatEntry")
            switch field.number {
            case 1: channel = try field.digest("channel")
            case 2: lastApproved = try field.digest("last_approved")
            case 3: pool = try Heartbeat.PoolSummary(try ProtobufReader.nested(field, "pool"))
            case 4: online = try field.validatorSet("online")
            case 5: lanes = try field.validatorSet("lanes")
            default: adexSignature = try field.stateSignature("adex_signature")
            }
        }
        self.init(
            channel: ChannelID(try required(channel, "channel")),
            lastApproved: lastApproved.map { Lineage($0) },
            pool: try required(pool, "pool"), online: online, lanes: lanes,
            adexSignature: adexSignature)
    }
}

extension Heartbeat.PoolSummary {
    fileprivate func write(to writer: inout ProtobufWriter) {
        writer.varintIfPresent(1, count)
        writer.digest(2, fingerprint)
        if let watermark { writer.eventKey(3, watermark) }
    }

    fileprivate init(_ body: ArraySlice<UInt8>) throws(WireError) {
        var once = FieldGuard()
        var count: UInt64 = 0
        var fingerprint: Digest?
        var watermark: EventKey?
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            guard (1...3).contains(field.number) else { continue }
            try once.once(field, "field \(field.number) of PoolSummary")
            switch field.number {
            case 1: count = try field.unsigned("count")
            case 2: fingerprint = try field.digest("fingerprint")
            default: watermark = try field.eventKey("watermark")
            }
        }
        self.init(
            count: count, fingerprint: try required(fingerprint, "fingerprint"),
            watermark: watermark)
    }
}
