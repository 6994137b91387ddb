// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import NodeCore
import Primitives
import Wire

extension Columns {
    /// Stands for an amount that is not known, where its length is.
    private static let unknownLength: UInt8 = 0xff

    static func blob(_ sums: [EventSum]) -> Data {
        var bytes: Bytes = []
        Varint.append(UInt64(sums.count), to: &bytes)
        for sum in sums {
            bytes += sum.publisher.bytes
            bytes.append(sum.type)
            Varint.append(sum.hour, to: &bytes)
            Varint.append(sum.count, to: &bytes)
            append(sum.amount, to: &bytes)
        }
        return Data(bytes)
    }

    static func blob(_ amounts: [Amount?]) -> Data {
        var bytes: Bytes = []
        Varint.append(UInt64(amounts.count), to: &bytes)
        for amount in amounts {
            if let amount { append(amount, to: &bytes) } else { bytes.append(unknownLength) }
        }
        return Data(bytes)
    }

    static func blob(_ numbers: [Int64]) -> Data {
        var bytes: Bytes = []
        Varint.append(UInt64(numbers.count), to: &bytes)
        for number in numbers { Varint.append(UInt64(clamping: number), to: &bytes) }
        return Data(bytes)
    }

    static func numbers(_ bytes: Bytes) throws(StorageError) -> [Int64] {
        try list(bytes, "events of an account") { reader throws(WireError) in
            Int64(clamping: try reader.readVarint())
        }
    }

    static func sums(_ bytes: Bytes) throws(StorageError) -> [EventSum] {
        try list(bytes, "aggregate") { reader throws(WireError) in
            guard let publisher = Address(bytes: try reader.read(Address.byteCount)) else {
                throw .malformedField("publisher")
            }
            return EventSum(
                publisher: publisher, type: try reader.readByte(), hour: try reader.readVarint(),
                count: try reader.readVarint(),
                amount: try amount(length: try reader.readByte(), &reader))
        }
    }

    static func amounts(_ bytes: Bytes) throws(StorageError) -> [Amount?] {
        try list(bytes, "aggregate") { reader throws(WireError) in
            let length = try reader.readByte()
            return length == unknownLength ? nil : try amount(length: length, &reader)
        }
    }

    private static func append(_ amount: Amount, to bytes: inout Bytes) {
        let octets = amount.minimalBytes
        bytes.append(UInt8(truncatingIfNeeded: octets.count))
        bytes += octets
    }

    private static func amount(
        length: UInt8, _ reader: inout ByteReader
    ) throws(WireError) -> Amount {
        guard let amount = Amount(bigEndianBytes: try reader.read(Int(length))) else {
            throw .malformedField("amount")
        }
        return amount
    }
}
