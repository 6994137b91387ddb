// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
public import Primitives
public import Wire

extension StateBundle {
    /// The bundle's octets, as storage keeps and the lane carries them.
    public func encode() -> Bytes {
        var writer = ProtobufWriter()
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout ProtobufWriter) {
        writer.bytes(1, newState)
        for approval in approvals { writer.bytes(2, approval) }
        writer.bytesIfPresent(3, LaneBody.concatenated(stepIDs))
        for entry in payouts { writer.message(4) { Self.write(entry, to: &$0) } }
        for entry in balances { writer.message(5) { Self.write(entry, to: &$0) } }
    }

    /// Reads a bundle, checking counts and sizes against `limits`.
    public static func decode(
        _ bytes: Bytes, limits: LaneParameters
    ) throws(WireError) -> StateBundle {
        try read(bytes[...], limits: limits)
    }

    static func read(
        _ bytes: ArraySlice<UInt8>, limits: LaneParameters
    ) throws(WireError) -> StateBundle {
        var reader = ProtobufReader(bytes)
        var newState: Bytes?
        var approvals: [Bytes] = []
        var ids: [EventID] = []
        var payouts: [Balances.Entry] = []
        var balances: [Balances.Entry] = []
        while let field = try reader.next() {
            switch field.number {
            case 1: newState = Bytes(try field.bytes("new_state", limit: limits.frameBytesLimit))
            case 2:
                guard approvals.count < ValidatorSet.validatorLimit else {
                    throw .overLimit(field: "approvals", limit: ValidatorSet.validatorLimit)
                }
                approvals.append(Bytes(try field.bytes("approval", limit: 64 << 10)))
            case 3:
                let packed = try field.bytes("step_ids", limit: limits.frameBytesLimit)
                ids = try LaneBody.readConcatenated(packed, limit: limits.idsPerFrameLimit)
            case 4: try append(field, to: &payouts, limits: limits)
            case 5: try append(field, to: &balances, limits: limits)
            default: continue
            }
        }
        guard let newState else { throw .missingField("new_state") }
        return StateBundle(
            newState: newState, approvals: approvals, stepIDs: ids, payouts: payouts,
            balances: balances)
    }

    private static func write(_ entry: Balances.Entry, to writer: inout ProtobufWriter) {
        writer.bytes(1, entry.account.bytes)
        writer.amountIfPresent(2, entry.amount)
    }

    private static func append(
        _ field: ProtobufReader.Field, to entries: inout [Balances.Entry], limits: LaneParameters
    ) throws(WireError) {
        guard entries.count < 2 * limits.idsPerFrameLimit else {
            throw .overLimit(field: "entries", limit: 2 * limits.idsPerFrameLimit)
        }
        var reader = ProtobufReader(try field.bytes("entry", limit: 64))
        var account: Address?
        var amount = Amount.zero
        while let part = try reader.next() {
            switch part.number {
            case 1: account = try part.address("account")
            case 2: amount = try part.amount("amount")
            default: continue
            }
        }
        guard let account else { throw .missingField("account") }
        entries.append(Balances.Entry(account: account, amount: amount))
    }
}
