// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Wire

/// A bound of a range: a key whose id ends in octets that are zero and need not be written.
///
/// Written as the time since the bound before in the same message, plus one, as a varint; the number
/// of id octets that follow; and those, the last of them not zero. A zero instead of a time stands for
/// the end of all keys.
enum KeyBound {
    /// The key of a time and the first octets of an id.
    static func key(at time: Timestamp, prefix: some Collection<UInt8>) -> EventKey? {
        guard prefix.count <= Digest.byteCount else { return nil }
        let bytes = Bytes(prefix) + Bytes(repeating: 0, count: Digest.byteCount - prefix.count)
        return EventID(bytes: bytes).map { EventKey(occurredAt: time, id: $0) }
    }

    /// Whether a bound can be written after another: its time is not before it and fits a varint.
    static func isWritable(_ bound: EventKey) -> Bool {
        bound.occurredAt.milliseconds < UInt64(Int64.max)
    }

    static func write(_ bound: EventKey?, after previous: Timestamp, to bytes: inout Bytes) {
        guard let bound else {
            bytes.append(0)
            return
        }
        precondition(
            previous <= bound.occurredAt && isWritable(bound), "\(bound) after \(previous)")
        let delta = bound.occurredAt.milliseconds - previous.milliseconds
        Varint.append(delta + 1, to: &bytes)
        writeID(of: bound, to: &bytes)
    }

    private static func writeID(of bound: EventKey, to bytes: inout Bytes) {
        let id = bound.id.bytes
        let count = id.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        bytes.append(UInt8(count))
        bytes += id.prefix(count)
    }

    /// Reads a bound; nil stands for the end of all keys.
    static func read(
        _ reader: inout ByteReader, after previous: Timestamp
    ) throws(WireError) -> EventKey? {
        let first = try reader.readVarint()
        guard first > 0 else { return nil }
        let (time, overflow) = previous.milliseconds.addingReportingOverflow(first - 1)
        guard !overflow, time < UInt64(Int64.max) else { throw .malformedField("bound") }
        return try readID(&reader, at: Timestamp(milliseconds: time))
    }

    private static func readID(
        _ reader: inout ByteReader, at time: Timestamp
    ) throws(WireError) -> EventKey {
        let count = Int(try reader.readByte())
        guard count <= Digest.byteCount else { throw .malformedField("bound") }
        let prefix = try reader.read(count)
        guard count == 0 || prefix.last != 0 else { throw .malformedField("bound") }
        guard let key = key(at: time, prefix: prefix) else { throw .malformedField("bound") }
        return key
    }

    /// Writes a cut inside a range: by how far it lies before the range's end, where there is one.
    static func writeCut(_ cut: EventKey, before upper: EventKey?, to bytes: inout Bytes) {
        precondition(upper.map { cut < $0 } ?? isWritable(cut), "\(cut) in \(upper ?? .highest)")
        let time = cut.occurredAt.milliseconds
        Varint.append(upper.map { $0.occurredAt.milliseconds - time } ?? time, to: &bytes)
        writeID(of: cut, to: &bytes)
    }

    static func readCut(
        _ reader: inout ByteReader, before upper: EventKey?
    ) throws(WireError) -> EventKey {
        let delta = try reader.readVarint()
        let end = upper?.occurredAt.milliseconds ?? delta
        guard delta <= end, delta < UInt64(Int64.max) else { throw .malformedField("cut") }
        let time = Timestamp(milliseconds: upper == nil ? delta : end - delta)
        let cut = try readID(&reader, at: time)
        if let upper, cut >= upper { throw .malformedField("cut") }
        return cut
    }
}
