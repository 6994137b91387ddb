// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Wire

extension LaneBody {
    var fieldNumber: UInt32 {
        switch self {
        case .hello: 3
        case .records: 4
        case .statements: 5
        case .wanted: 7
        case .stepRequest: 8
        case .stepReply: 9
        case .states: 10
        case .caughtUp: 11
        case .reconcile: 12
        case .reconciled: 13
        }
    }

    func write(to writer: inout ProtobufWriter) {
        switch self {
        case .hello(let summaries):
            for summary in summaries { writer.message(1) { summary.write(to: &$0) } }
        case .records(let items), .statements(let items):
            for item in items { writer.bytes(1, item) }
        case .wanted(let channel, let set, let ids):
            channel.write(3, 1, to: &writer)
            writer.bytesIfPresent(2, LaneBody.concatenated(ids))
            writer.varintIfPresent(4, UInt64(set.rawValue))
        case .stepRequest(let channel, let lineage):
            writer.digest(1, channel.digest)
            writer.digest(2, lineage.digest)
        case .stepReply(let channel, let lineage, let ids):
            writer.digest(1, channel.digest)
            writer.digest(2, lineage.digest)
            writer.bytesIfPresent(3, LaneBody.concatenated(ids))
        case .states(let channel, let bundles):
            writer.digest(1, channel.digest)
            for bundle in bundles { writer.message(2) { bundle.write(to: &$0) } }
        case .caughtUp(let channel): writer.digest(1, channel.digest)
        case .reconcile(let question): question.write(to: &writer)
        case .reconciled(let answer): answer.write(to: &writer)
        }
    }

    static func read(
        _ number: UInt32, _ bytes: ArraySlice<UInt8>, limits: LaneParameters
    ) throws(WireError) -> LaneBody {
        switch number {
        case 3: return .hello(try readHello(bytes, limits: limits))
        case 4: return .records(try readItems(bytes, limits: limits))
        case 5: return .statements(try readItems(bytes, limits: limits))
        case 7: return try readWanted(bytes, limits: limits)
        case 10: return try readStates(bytes, limits: limits)
        case 12: return .reconcile(try ReconcileQuestion.read(bytes, limits: limits))
        case 13: return .reconciled(try ReconcileAnswer.read(bytes, limits: limits))
        default:
            let parts = try readIDs(bytes, idsField: number == 9 ? 3 : nil, limits: limits)
            switch number {
            case 8: return .stepRequest(parts.channel, try parts.required())
            case 9: return .stepReply(parts.channel, try parts.required(), parts.ids)
            default: return .caughtUp(parts.channel)
            }
        }
    }

    static func concatenated(_ ids: [EventID]) -> Bytes {
        var bytes: Bytes = []
        bytes.reserveCapacity(ids.count * Digest.byteCount)
        for id in ids { id.digest.append(to: &bytes) }
        return bytes
    }

    static func readConcatenated(
        _ bytes: ArraySlice<UInt8>, limit: Int
    ) throws(WireError) -> [EventID] {
        guard bytes.count.isMultiple(of: Digest.byteCount) else { throw .malformedField("ids") }
        guard bytes.count / Digest.byteCount <= limit else {
            throw .overLimit(field: "ids", limit: limit)
        }
        return stride(from: bytes.startIndex, to: bytes.endIndex, by: Digest.byteCount)
            .compactMap { EventID(bytes: bytes[$0..<$0 + Digest.byteCount]) }
    }

    private static func readHello(
        _ bytes: ArraySlice<UInt8>, limits: LaneParameters
    ) throws(WireError) -> [ChannelSummary] {
        var reader = ProtobufReader(bytes)
        var summaries: [ChannelSummary] = []
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            guard summaries.count < limits.channelsPerHelloLimit else {
                throw .overLimit(field: "channels", limit: limits.channelsPerHelloLimit)
            }
            summaries.append(try ChannelSummary.read(try field.bytes("channels", limit: 256)))
        }
        return summaries
    }

    private static func readItems(
        _ bytes: ArraySlice<UInt8>, limits: LaneParameters
    ) throws(WireError) -> [Bytes] {
        var reader = ProtobufReader(bytes)
        var items: [Bytes] = []
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            guard items.count < limits.itemsPerFrameLimit else {
                throw .overLimit(field: "items", limit: limits.itemsPerFrameLimit)
            }
            items.append(Bytes(try field.bytes("item", limit: limits.frameBytesLimit)))
        }
        return items
    }

    private static func readStates(
        _ bytes: ArraySlice<UInt8>, limits: LaneParameters
    ) throws(WireError) -> LaneBody {
        var reader = ProtobufReader(bytes)
        var channel: ChannelID?
        var bundles: [StateBundle] = []
        while let field = try reader.next() {
            switch field.number {
            case 1: channel = ChannelID(try field.digest("channel"))
            case 2:
                guard bundles.count < limits.itemsPerFrameLimit else {
                    throw .overLimit(field: "states", limit: limits.itemsPerFrameLimit)
                }
                let nested = try field.bytes("state", limit: limits.frameBytesLimit)
                bundles.append(try StateBundle.read(nested, limits: limits))
            default: continue
            }
        }
        guard let channel else { throw .missingField("channel") }
        return .states(channel, bundles)
    }

    private static func readWanted(
        _ bytes: ArraySlice<UInt8>, limits: LaneParameters
    ) throws(WireError) -> LaneBody {
        var reader = ProtobufReader(bytes)
        var alias: UInt32 = 0
        var channel: ChannelID?
        var set = LaneSet.events
        var ids: [EventID] = []
        while let field = try reader.next() {
            switch field.number {
            case 1: channel = ChannelID(try field.digest("channel"))
            case 2:
                let limit = limits.idsPerFrameLimit
                let packed = try field.bytes("ids", limit: limit * Digest.byteCount)
                ids = try readConcatenated(packed, limit: limit)
            case 3: alias = try field.word("alias")
            case 4: set = try field.laneSet()
            default: continue
            }
        }
        return .wanted(try .read(alias: alias, id: channel), set, ids)
    }

    private struct IDParts {
        var channel: ChannelID
        var lineage: Lineage?
        var ids: [EventID]

        func required() throws(WireError) -> Lineage {
            guard let lineage else { throw .missingField("lineage") }
            return lineage
        }
    }

    private static func readIDs(
        _ bytes: ArraySlice<UInt8>, idsField: UInt32?, limits: LaneParameters
    ) throws(WireError) -> IDParts {
        var reader = ProtobufReader(bytes)
        var channel: ChannelID?
        var lineage: Lineage?
        var ids: [EventID] = []
        while let field = try reader.next() {
            if field.number == 1 {
                channel = ChannelID(try field.digest("channel"))
            } else if field.number == idsField {
                let limit = limits.idsPerFrameLimit
                let packed = try field.bytes("ids", limit: limit * Digest.byteCount)
                ids = try readConcatenated(packed, limit: limit)
            } else if field.number == 2 {
                lineage = Lineage(try field.digest("lineage"))
            }
        }
        guard let channel else { throw .missingField("channel") }
        return IDParts(channel: channel, lineage: lineage, ids: ids)
    }
}
