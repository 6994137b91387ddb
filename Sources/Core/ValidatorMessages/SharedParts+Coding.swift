// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Wire

// The parts that several statements are made of: `EventKey`, `BalanceEntry`, `BalanceList`.

extension ProtobufWriter {
    /// Writes a mempool key as a nested message.
    mutating func eventKey(_ number: UInt32, _ key: EventKey) {
        message(number) { nested in
            nested.varintIfPresent(1, key.occurredAt.milliseconds)
            nested.digest(2, key.id.digest)
        }
    }

    /// Writes event ids as a repeated field.
    mutating func eventIDs(_ number: UInt32, _ ids: [EventID]) {
        for id in ids { digest(number, id.digest) }
    }

    /// Writes balance entries as a repeated field.
    mutating func balanceEntries(_ number: UInt32, _ entries: [Balances.Entry]) {
        for entry in entries {
            message(number) { nested in
                nested.bytes(1, entry.account.bytes)
                nested.amountIfPresent(2, entry.amount)
            }
        }
    }
}

extension ProtobufReader.Field {
    /// Reads a nested mempool key.
    func eventKey(_ name: String) throws(WireError) -> EventKey {
        var reader = ProtobufReader(try ProtobufReader.nested(self, name))
        var fields = FieldGuard()
        var occurredAt: UInt64 = 0
        var id: Digest?
        while let field = try reader.next() {
            switch field.number {
            case 1:
                try fields.once(field, "occurred_at")
                occurredAt = try field.unsigned("occurred_at")
            case 2:
                try fields.once(field, "id")
                id = try field.digest("id")
            default: continue
            }
        }
        return EventKey(
            occurredAt: Timestamp(milliseconds: occurredAt), id: EventID(try required(id, "id")))
    }

    /// Reads one balance entry.
    func balanceEntry(_ name: String) throws(WireError) -> Balances.Entry {
        var reader = ProtobufReader(try ProtobufReader.nested(self, name))
        var fields = FieldGuard()
        var account: Address?
        var amount = Amount.zero
        while let field = try reader.next() {
            switch field.number {
            case 1:
                try fields.once(field, "account")
                account = try field.address("account")
            case 2:
                try fields.once(field, "amount")
                amount = try field.amount("amount")
            default: continue
            }
        }
        return Balances.Entry(account: try required(account, "account"), amount: amount)
    }

    /// Reads a nested list of balance entries.
    func balanceList(_ name: String) throws(WireError) -> [Balances.Entry] {
        let list = try ProtobufReader.nested(self, name)
        let count = try ProtobufReader.count(
            of: 1, in: list, named: name, limit: StatementLimits.balanceEntryLimit)
        var entries: [Balances.Entry] = []
        entries.reserveCapacity(count)
        var reader = ProtobufReader(list)
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            entries.append(try field.balanceEntry(name))
        }
        return entries
    }
}
