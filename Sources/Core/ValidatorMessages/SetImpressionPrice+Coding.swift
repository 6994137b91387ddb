// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Wire

extension SetImpressionPrice {
    /// Appends the fields of the schema.
    func write(to writer: inout ProtobufWriter) {
        writer.digest(1, channel.digest)
        writer.varintIfPresent(2, sequence)
        writer.amountIfPresent(3, price)
        writer.balanceEntries(4, perPublisher)
        writer.varintIfPresent(5, effectiveFrom.milliseconds)
        if let targetingRules { writer.bytes(6, targetingRules) }
    }

    /// Reads the fields of the schema.
    init(_ body: ArraySlice<UInt8>) throws(WireError) {
        let publisherCount = try ProtobufReader.count(
            of: 4, in: body, named: "per_publisher", limit: StatementLimits.publisherPriceLimit)
        var once = FieldGuard()
        var channel: Digest?
        var sequence: UInt64 = 0
        var price = Amount.zero
        var perPublisher: [Balances.Entry] = []
        perPublisher.reserveCapacity(publisherCount)
        var targetingRules: Bytes?
        var effectiveFrom: UInt64 = 0
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            if [1, 2, 3, 5, 6].contains(field.number) {
                try once.once(field, "field \(field.number) of SetImpressionPrice")
            }
            switch field.number {
            case 1: channel = try field.digest("channel")
            case 2: sequence = try field.unsigned("sequence")
            case 3: price = try field.amount("price")
            case 4: perPublisher.append(try field.balanceEntry("per_publisher"))
            case 5: effectiveFrom = try field.unsigned("effective_from")
            case 6:
                let limit = StatementLimits.targetingRulesByteLimit
                targetingRules = Bytes(try field.bytes("targeting_rules", limit: limit))
            default: continue
            }
        }
        self.init(
            channel: ChannelID(try required(channel, "channel")), sequence: sequence, price: price,
            perPublisher: perPublisher, targetingRules: targetingRules,
            effectiveFrom: Timestamp(milliseconds: effectiveFrom))
    }
}
