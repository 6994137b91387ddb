// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Wire

extension LaneChannel {
    static func read(alias: UInt32, id: ChannelID?) throws(WireError) -> LaneChannel {
        switch (alias, id) {
        case (0, let id?): return .id(id)
        case (0, nil): throw .missingField("channel")
        case (_, nil): return .alias(alias)
        case (_, .some): throw .repeatedField("channel")
        }
    }

    func write(_ aliasField: UInt32, _ idField: UInt32, to writer: inout ProtobufWriter) {
        switch self {
        case .id(let id): writer.digest(idField, id.digest)
        case .alias(let alias): writer.varint(aliasField, UInt64(alias))
        }
    }

    var byteCount: Int {
        switch self {
        case .id: Digest.byteCount + 2
        case .alias(let alias): 1 + Varint.encodedCount(UInt64(alias))
        }
    }
}

extension ReconcileQuestion {
    func write(to writer: inout ProtobufWriter) {
        channel.write(1, 2, to: &writer)
        writer.varintIfPresent(3, UInt64(set.rawValue))
        writer.varintIfPresent(4, UInt64(run))
        writer.bytesIfPresent(5, context)
        writer.bytesIfPresent(6, message)
    }

    static func read(
        _ bytes: ArraySlice<UInt8>, limits: LaneParameters
    ) throws(WireError) -> ReconcileQuestion {
        var reader = ProtobufReader(bytes)
        var (alias, run): (UInt32, UInt32) = (0, 0)
        var id: ChannelID?
        var set = LaneSet.events
        var (context, message): (Bytes, Bytes) = ([], [])
        while let field = try reader.next() {
            switch field.number {
            case 1: alias = try field.word("alias")
            case 2: id = ChannelID(try field.digest("channel"))
            case 3: set = try field.laneSet()
            case 4: run = try field.word("run")
            case 5: context = Bytes(try field.bytes("context", limit: limits.contextBytesLimit))
            case 6: message = Bytes(try field.bytes("message", limit: limits.reconcileBytesLimit))
            default: continue
            }
        }
        return ReconcileQuestion(
            channel: try .read(alias: alias, id: id), set: set, run: run, context: context,
            message: message)
    }
}

extension ReconcileAnswer {
    func write(to writer: inout ProtobufWriter) {
        writer.varintIfPresent(1, UInt64(run))
        writer.boolIfPresent(2, isRefused)
        writer.bytesIfPresent(3, context)
        writer.bytesIfPresent(4, message)
    }

    static func read(
        _ bytes: ArraySlice<UInt8>, limits: LaneParameters
    ) throws(WireError) -> ReconcileAnswer {
        var reader = ProtobufReader(bytes)
        var run: UInt32 = 0
        var isRefused = false
        var (context, message): (Bytes, Bytes) = ([], [])
        while let field = try reader.next() {
            switch field.number {
            case 1: run = try field.word("run")
            case 2: isRefused = try field.bool("refused")
            case 3: context = Bytes(try field.bytes("context", limit: limits.contextBytesLimit))
            case 4: message = Bytes(try field.bytes("message", limit: limits.reconcileBytesLimit))
            default: continue
            }
        }
        return ReconcileAnswer(
            run: run, isRefused: isRefused, context: context, message: message)
    }
}

extension ProtobufReader.Field {
    /// The value of a varint field of 32 bits.
    func word(_ name: String) throws(WireError) -> UInt32 {
        guard let word = UInt32(exactly: try unsigned(name)) else { throw .malformedField(name) }
        return word
    }

    func laneSet() throws(WireError) -> LaneSet {
        guard let raw = UInt8(exactly: try unsigned("set")), let set = LaneSet(rawValue: raw) else {
            throw .malformedField("set")
        }
        return set
    }
}
