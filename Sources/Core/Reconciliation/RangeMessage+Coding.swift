// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Wire

extension RangeMessage {
    /// The first octet of every message.
    static let version: UInt8 = 1

    private enum Mode: UInt8 {
        case skip = 0
        case fingerprint
        case probe
        case list
        case difference
        case ask
        case absent
        case rest
    }

    /// The message's octets.
    public func encode() -> Bytes {
        var writer = PartWriter()
        for part in parts { writer.append(part) }
        return writer.bytes
    }

    /// Appends parts one at a time, so that a maker knows how long its message has become.
    struct PartWriter {
        private(set) var bytes: Bytes = [RangeMessage.version]
        private var time = Timestamp(milliseconds: 0)

        mutating func append(_ part: Part) {
            KeyBound.write(part.upper, after: time, to: &bytes)
            if let upper = part.upper { time = upper.occurredAt }
            switch part.content {
            case .skip: bytes.append(Mode.skip.rawValue)
            case .fingerprint(let fingerprint):
                bytes.append(Mode.fingerprint.rawValue)
                bytes += fingerprint
            case .probe(let cut, let fingerprint):
                bytes.append(Mode.probe.rawValue)
                KeyBound.writeCut(cut, before: part.upper, to: &bytes)
                bytes += fingerprint
            case .list(let tags):
                bytes.append(Mode.list.rawValue)
                Varint.append(UInt64(tags.count), to: &bytes)
                for tag in tags { tag.appendBigEndian(to: &bytes) }
            case .difference(let lacking, let extra): append(lacking, extra)
            case .ask: bytes.append(Mode.ask.rawValue)
            case .absent: bytes.append(Mode.absent.rawValue)
            case .rest: bytes.append(Mode.rest.rawValue)
            }
        }

        private mutating func append(_ lacking: [Bool], _ extra: [EventID]) {
            bytes.append(Mode.difference.rawValue)
            Varint.append(UInt64(lacking.count), to: &bytes)
            for start in stride(from: 0, to: lacking.count, by: 8) {
                var octet: UInt8 = 0
                for index in start..<min(start + 8, lacking.count) where lacking[index] {
                    octet |= 1 << UInt8(index - start)
                }
                bytes.append(octet)
            }
            Varint.append(UInt64(extra.count), to: &bytes)
            for id in extra { id.digest.append(to: &bytes) }
        }
    }

    /// Reads a message strictly: bounds ascend, nothing stands that could be left out, and every word
    /// belongs to the direction.
    public static func decode(
        _ bytes: Bytes, _ direction: Direction, limits: ReconciliationLimits
    ) throws(WireError) -> RangeMessage {
        guard bytes.count <= limits.messageBytesLimit else {
            throw .overLimit(field: "message", limit: limits.messageBytesLimit)
        }
        var reader = ByteReader(bytes)
        guard try reader.readByte() == version else { throw .malformedField("version") }
        var message = RangeMessage()
        var lower = EventKey.lowest
        while !reader.isAtEnd {
            if let last = message.parts.last {
                guard last.upper != nil, last.content != .rest else { throw .trailingBytes }
            }
            let upper = try KeyBound.read(&reader, after: lower.occurredAt)
            if let upper, upper <= lower { throw .malformedField("bound") }
            let content = try readContent(&reader, direction, before: upper, limits: limits)
            if case .probe = content, !message.parts.isEmpty { throw .malformedField("probe") }
            if content == .skip, message.parts.last?.content == .skip || upper == nil {
                throw .malformedField("skip")
            }
            message.parts.append(Part(upper: upper, content: content))
            lower = upper ?? lower
        }
        guard message.parts.last?.content != .skip else { throw .malformedField("skip") }
        return message
    }

    private static func readContent(
        _ reader: inout ByteReader, _ direction: Direction, before upper: EventKey?,
        limits: ReconciliationLimits
    ) throws(WireError) -> Content {
        let mode = Mode(rawValue: try reader.readByte())
        switch (mode, direction) {
        case (.skip, _): return .skip
        case (.fingerprint, _):
            return .fingerprint(Bytes(try reader.read(RangeHashing.fingerprintByteCount)))
        case (.probe, .question):
            let cut = try KeyBound.readCut(&reader, before: upper)
            let octets = try reader.read(RangeHashing.fingerprintByteCount)
            return .probe(cut: cut, Bytes(octets))
        case (.list, .question):
            let octets = try readArray(&reader, of: RangeHashing.tagByteCount, limits: limits)
            return .list(
                stride(from: 0, to: octets.count, by: RangeHashing.tagByteCount).map {
                    UInt64(bigEndianBytes: octets, at: $0)
                })
        case (.difference, .answer): return try readDifference(&reader, limits: limits)
        case (.ask, .answer): return .ask
        case (.absent, .answer): return .absent
        case (.rest, .answer): return .rest
        default: throw .malformedField("mode")
        }
    }

    private static func readDifference(
        _ reader: inout ByteReader, limits: ReconciliationLimits
    ) throws(WireError) -> Content {
        let count = try reader.readVarint()
        guard count <= UInt64(limits.messageBytesLimit) else {
            throw .overLimit(field: "lacking", limit: limits.messageBytesLimit)
        }
        let octets = try reader.read((Int(count) + 7) / 8)
        let bits = (0..<Int(count)).map { index in
            octets[octets.startIndex + index / 8] & 1 << UInt8(index % 8) != 0
        }
        if let last = octets.last, count % 8 != 0, last >> UInt8(count % 8) != 0 {
            throw .malformedField("lacking")
        }
        let ids = try readArray(&reader, of: Digest.byteCount, limits: limits)
        let extra = stride(from: 0, to: ids.count, by: Digest.byteCount).compactMap {
            EventID(bytes: ids.dropFirst($0).prefix(Digest.byteCount))
        }
        return .difference(lacking: bits, extra: extra)
    }

    private static func readArray(
        _ reader: inout ByteReader, of size: Int, limits: ReconciliationLimits
    ) throws(WireError) -> ArraySlice<UInt8> {
        let count = try reader.readVarint()
        guard count <= UInt64(limits.messageBytesLimit / size) else {
            throw .overLimit(field: "items", limit: limits.messageBytesLimit / size)
        }
        return try reader.read(Int(count) * size)
    }
}
