// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Wire

extension NewState {
    /// Appends the fields of the schema.
    func write(to writer: inout ProtobufWriter) {
        writer.digest(1, channel.digest)
        writer.varintIfPresent(2, sequence)
        if let parent { writer.digest(3, parent) }
        writer.eventKey(4, cutoff)
        writer.varintIfPresent(5, eventCount)
        if let eventsRoot { writer.digest(6, eventsRoot) }
        writer.eventIDs(7, extraIDs)
        writer.eventIDs(8, excludedIDs)
        writer.varintIfPresent(9, priceSequence)
        if let balances { writer.message(10) { $0.balanceEntries(1, balances) } }
        writer.digest(11, stateRoot)
        writer.bytes(12, stateSignature)
        writer.boolIfPresent(13, exhausted)
        if let parentLineage { writer.digest(14, parentLineage.digest) }
    }

    /// Reads the fields of the schema.
    init(_ body: ArraySlice<UInt8>) throws(WireError) {
        var fields = Fields()
        try fields.reserve(for: body)
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            switch field.number {
            case 1...6: try fields.readHead(field)
            case 7: fields.extraIDs.append(EventID(try field.digest("extra_ids")))
            case 8: fields.excludedIDs.append(EventID(try field.digest("excluded_ids")))
            case 9...14: try fields.readTail(field)
            default: continue
            }
        }
        self = try fields.build()
    }

    /// What was read so far.
    private struct Fields {
        var once = FieldGuard()
        var channel: Digest?
        var sequence: UInt64 = 0
        var parent: Digest?
        var parentLineage: Digest?
        var cutoff: EventKey?
        var eventCount: UInt64 = 0
        var eventsRoot: Digest?
        var extraIDs: [EventID] = []
        var excludedIDs: [EventID] = []
        var priceSequence: UInt64 = 0
        var balances: [Balances.Entry]?
        var stateRoot: Digest?
        var stateSignature: Bytes?
        var exhausted = false

        mutating func reserve(for body: ArraySlice<UInt8>) throws(WireError) {
            let limit = StatementLimits.lateIDLimit
            extraIDs.reserveCapacity(
                try ProtobufReader.count(of: 7, in: body, named: "extra_ids", limit: limit))
            excludedIDs.reserveCapacity(
                try ProtobufReader.count(of: 8, in: body, named: "excluded_ids", limit: limit))
        }

        mutating func readHead(_ field: ProtobufReader.Field) throws(WireError) {
            try once.once(field, "field \(field.number) of NewState")
            switch field.number {
            case 1: channel = try field.digest("channel")
            case 2: sequence = try field.unsigned("sequence")
            case 3: parent = try field.digest("parent")
            case 4: cutoff = try field.eventKey("cutoff")
            case 5: eventCount = try field.unsigned("event_count")
            default: eventsRoot = try field.digest("events_root")
            }
        }

        mutating func readTail(_ field: ProtobufReader.Field) throws(WireError) {
            try once.once(field, "field \(field.number) of NewState")
            switch field.number {
            case 9: priceSequence = try field.unsigned("price_sequence")
            case 10: balances = try field.balanceList("balances")
            case 11: stateRoot = try field.digest("state_root")
            case 12: stateSignature = try field.stateSignature("state_signature")
            case 13: exhausted = try field.bool("exhausted")
            default: parentLineage = try field.digest("parent_lineage")
            }
        }

        func build() throws(WireError) -> NewState {
            if parent != nil, parentLineage == nil { throw .missingField("parent_lineage") }
            if parent == nil, parentLineage != nil { throw .missingField("parent") }
            return NewState(
                channel: ChannelID(try required(channel, "channel")), sequence: sequence,
                parent: parent, parentLineage: parentLineage.map { Lineage($0) },
                cutoff: try required(cutoff, "cutoff"), eventCount: eventCount,
                eventsRoot: eventsRoot, extraIDs: extraIDs, excludedIDs: excludedIDs,
                priceSequence: priceSequence, balances: balances,
                stateRoot: try required(stateRoot, "state_root"),
                stateSignature: try required(stateSignature, "state_signature"),
                exhausted: exhausted)
        }
    }
}
