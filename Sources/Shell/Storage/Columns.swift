// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
import Outpace
import Primitives
import Wire

/// What goes into columns, and how it comes back.
///
/// Lists start with their count, so that none of them is an empty blob, which bindings confuse with
/// NULL.
enum Columns {
    static func blob(_ bytes: Bytes) -> Data { Data(bytes) }

    static func blob(_ number: UInt64) -> Data {
        var bytes: Bytes = []
        number.appendBigEndian(to: &bytes)
        return Data(bytes)
    }

    /// Minimal big-endian octets, one for zero.
    static func blob(_ amount: Amount) -> Data {
        Data(amount.isZero ? [0] : amount.minimalBytes)
    }

    static func blob(_ entries: [Balances.Entry]) -> Data {
        var bytes: Bytes = []
        bytes.reserveCapacity(10 + entries.count * 32)
        Varint.append(UInt64(entries.count), to: &bytes)
        for entry in entries {
            let amount = entry.amount.minimalBytes
            bytes += entry.account.bytes
            bytes.append(UInt8(truncatingIfNeeded: amount.count))
            bytes += amount
        }
        return Data(bytes)
    }

    static func blob(_ ids: [EventID]) -> Data {
        var bytes: Bytes = []
        bytes.reserveCapacity(10 + ids.count * Digest.byteCount)
        Varint.append(UInt64(ids.count), to: &bytes)
        for id in ids { id.digest.append(to: &bytes) }
        return Data(bytes)
    }

    static func blob(_ messages: [Bytes]) -> Data {
        var bytes: Bytes = []
        Varint.append(UInt64(messages.count), to: &bytes)
        for message in messages {
            Varint.append(UInt64(message.count), to: &bytes)
            bytes += message
        }
        return Data(bytes)
    }

    static func entries(_ bytes: Bytes, _ what: String) throws(StorageError) -> [Balances.Entry] {
        try list(bytes, what) { reader throws(WireError) in
            let account = Address(bytes: try reader.read(Address.byteCount))
            let amount = Amount(bigEndianBytes: try reader.read(Int(try reader.readByte())))
            guard let account, let amount else { throw .malformedField("entry") }
            return Balances.Entry(account: account, amount: amount)
        }
    }

    static func ids(_ bytes: Bytes, _ what: String) throws(StorageError) -> [EventID] {
        var reader = ByteReader(bytes)
        guard let count = try? reader.readVarint(), count <= UInt64(reader.remainingCount),
            Int(count) * Digest.byteCount == reader.remainingCount
        else { throw .damaged(what) }
        let start = bytes.count - reader.remainingCount
        // A restart reads millions of ids: word by word, not octet by octet.
        return bytes.withUnsafeBytes { bytes in
            (0..<Int(count)).map { index in
                let place = start + index * Digest.byteCount
                func word(_ offset: Int) -> UInt64 {
                    UInt64(
                        bigEndian: bytes.loadUnaligned(
                            fromByteOffset: place + offset, as: UInt64.self))
                }
                return EventID(Digest(words: (word(0), word(8), word(16), word(24))))
            }
        }
    }

    static func messages(_ bytes: Bytes, _ what: String) throws(StorageError) -> [Bytes] {
        try list(bytes, what) { reader throws(WireError) in
            let length = try reader.readVarint()
            guard length <= UInt64(reader.remainingCount) else { throw .truncated }
            return Bytes(try reader.read(Int(length)))
        }
    }

    static func list<Element>(
        _ bytes: Bytes, _ what: String,
        _ element: (inout ByteReader) throws(WireError) -> Element
    ) throws(StorageError) -> [Element] {
        do throws(WireError) {
            var reader = ByteReader(bytes)
            let count = try reader.readVarint()
            guard count <= UInt64(reader.remainingCount) else { throw .truncated }
            var elements: [Element] = []
            elements.reserveCapacity(Int(count))
            for _ in 0..<count { elements.append(try element(&reader)) }
            try reader.finish()
            return elements
        } catch {
            throw .damaged(what, cause: "\(error)")
        }
    }
}

extension Row {
    /// The octets of a blob column; none for NULL.
    func bytes(_ index: Int) throws -> Bytes {
        try withUnsafeData(atIndex: index) { $0.map { Bytes($0) } ?? [] }
    }

    /// The octets of a blob column; nil for NULL.
    func bytesIfPresent(_ index: Int) throws -> Bytes? {
        try withUnsafeData(atIndex: index) { $0.map { Bytes($0) } }
    }

    /// The number in a column of 8 octets.
    func unsigned(_ index: Int, _ what: String) throws -> UInt64 {
        let bytes = try bytes(index)
        guard bytes.count == 8 else { throw StorageError.damaged(what) }
        return UInt64(bigEndianBytes: bytes)
    }

    /// The digest in a column; nil for NULL.
    func digestIfPresent(_ index: Int, _ what: String) throws -> Digest? {
        guard let bytes = try bytesIfPresent(index) else { return nil }
        guard let digest = Digest(bytes: bytes) else { throw StorageError.damaged(what) }
        return digest
    }

    /// The digest in a column.
    func digest(_ index: Int, _ what: String) throws -> Digest {
        guard let digest = try digestIfPresent(index, what) else {
            throw StorageError.damaged(what)
        }
        return digest
    }

    /// The address in a column.
    func address(_ index: Int, _ what: String) throws -> Address {
        guard let address = Address(bytes: try bytes(index)) else {
            throw StorageError.damaged(what)
        }
        return address
    }

    /// The amount in a column; nil for NULL.
    func amountIfPresent(_ index: Int, _ what: String) throws -> Amount? {
        guard let bytes = try bytesIfPresent(index) else { return nil }
        guard let amount = Amount(bigEndianBytes: bytes) else { throw StorageError.damaged(what) }
        return amount
    }
}
