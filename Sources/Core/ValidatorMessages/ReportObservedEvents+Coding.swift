// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Wire

extension ReportObservedEvents {
    /// Appends the fields of the schema.
    func write(to writer: inout ProtobufWriter) {
        writer.digest(1, channel.digest)
        writer.eventIDs(2, observed)
        writer.eventIDs(3, missing)
        writer.boolIfPresent(4, isCampaignUnhealthy)
        writer.boolIfPresent(5, needMissedEvents)
    }

    /// Reads the fields of the schema.
    init(_ body: ArraySlice<UInt8>) throws(WireError) {
        let limit = StatementLimits.reportIDLimit
        var once = FieldGuard()
        var channel: Digest?
        var observed: [EventID] = []
        observed.reserveCapacity(
            try ProtobufReader.count(of: 2, in: body, named: "observed", limit: limit))
        var missing: [EventID] = []
        missing.reserveCapacity(
            try ProtobufReader.count(of: 3, in: body, named: "missing", limit: limit))
        var isCampaignUnhealthy = false
        var needMissedEvents = false
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            if [1, 4, 5].contains(field.number) {
                try once.once(field, "field \(field.number) of ReportObservedEvents")
            }
            switch field.number {
            case 1: channel = try field.digest("channel")
            case 2: observed.append(EventID(try field.digest("observed")))
            case 3: missing.append(EventID(try field.digest("missing")))
            case 4: isCampaignUnhealthy = try field.bool("is_campaign_unhealthy")
            case 5: needMissedEvents = try field.bool("need_missed_events")
            default: continue
            }
        }
        self.init(
            channel: ChannelID(try required(channel, "channel")), observed: observed,
            missing: missing, isCampaignUnhealthy: isCampaignUnhealthy,
            needMissedEvents: needMissedEvents)
    }
}
