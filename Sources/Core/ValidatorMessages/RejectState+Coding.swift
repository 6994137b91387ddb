// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Wire

extension RejectState {
    /// Appends the fields of the schema.
    func write(to writer: inout ProtobufWriter) {
        writer.digest(1, channel.digest)
        writer.digest(2, stateRoot)
        writer.varintIfPresent(3, sequence)
        writer.varint(4, UInt64(reason.rawValue))
        for account in accounts { writer.bytes(5, account.bytes) }
        writer.eventIDs(6, eventIDs)
        writer.digest(7, lineage.digest)
    }

    /// Reads the fields of the schema.
    init(_ body: ArraySlice<UInt8>) throws(WireError) {
        let limit = StatementLimits.rejectItemLimit
        let accountCount = try ProtobufReader.count(
            of: 5, in: body, named: "accounts", limit: limit)
        _ = try ProtobufReader.count(
            of: 6, in: body, named: "event_ids", limit: limit - accountCount)
        var once = FieldGuard()
        var channel: Digest?
        var stateRoot: Digest?
        var lineage: Digest?
        var sequence: UInt64 = 0
        var reason: RejectReason?
        var accounts: [Address] = []
        var eventIDs: [EventID] = []
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            if (1...4).contains(field.number) || field.number == 7 {
                try once.once(field, "field \(field.number) of RejectState")
            }
            switch field.number {
            case 1: channel = try field.digest("channel")
            case 2: stateRoot = try field.digest("state_root")
            case 3: sequence = try field.unsigned("sequence")
            case 4: reason = try Self.reason(field)
            case 5: accounts.append(try field.address("accounts"))
            case 6: eventIDs.append(EventID(try field.digest("event_ids")))
            case 7: lineage = try field.digest("lineage")
            default: continue
            }
        }
        self.init(
            channel: ChannelID(try required(channel, "channel")),
            stateRoot: try required(stateRoot, "state_root"),
            lineage: Lineage(try required(lineage, "lineage")), sequence: sequence,
            reason: try required(reason, "reason"), accounts: accounts, eventIDs: eventIDs)
    }

    private static func reason(_ field: ProtobufReader.Field) throws(WireError) -> RejectReason {
        guard let number = UInt8(exactly: try field.unsigned("reason")),
            let reason = RejectReason(rawValue: number)
        else { throw .malformedField("reason") }
        return reason
    }
}
