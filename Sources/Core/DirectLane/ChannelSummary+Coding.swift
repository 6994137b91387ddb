// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Wire

extension ChannelSummary {
    func write(to writer: inout ProtobufWriter) {
        writer.digest(1, channel.digest)
        writer.varintIfPresent(2, approvedSequence)
        if let approved { writer.digest(3, approved.digest) }
        writer.varintIfPresent(4, priceSequence)
        writer.varintIfPresent(7, UInt64(alias))
        writer.varintIfPresent(8, asksForLatest ? 1 : 0)
    }

    static func read(_ bytes: ArraySlice<UInt8>) throws(WireError) -> ChannelSummary {
        var reader = ProtobufReader(bytes)
        var channel: ChannelID?
        var approved: (sequence: UInt64, lineage: Lineage?) = (0, nil)
        var price: UInt64 = 0
        var alias: UInt32 = 0
        var asksForLatest = false
        while let field = try reader.next() {
            switch field.number {
            case 1: channel = ChannelID(try field.digest("channel"))
            case 2: approved.sequence = try field.unsigned("approved_sequence")
            case 3: approved.lineage = Lineage(try field.digest("approved_lineage"))
            case 4: price = try field.unsigned("price_sequence")
            case 7: alias = try field.word("alias")
            case 8: asksForLatest = try field.unsigned("asks_for_latest") != 0
            default: continue
            }
        }
        guard let channel else { throw .missingField("channel") }
        return ChannelSummary(
            channel: channel, approvedSequence: approved.sequence, approved: approved.lineage,
            priceSequence: price, alias: alias, asksForLatest: asksForLatest)
    }
}
