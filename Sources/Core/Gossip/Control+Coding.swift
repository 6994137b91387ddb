// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Wire

extension Control {
    /// Appends the fields of the schema.
    func write(to writer: inout ProtobufWriter) {
        for advertisement in ihave {
            writer.message(1) { nested in
                nested.string(1, advertisement.topic)
                for id in advertisement.ids { id.withUnsafeBytes { nested.bytes(2, $0) } }
            }
        }
        for ids in iwant { Self.write(ids, as: 2, to: &writer) }
        for topic in graft { writer.message(3) { $0.string(1, topic) } }
        for pruning in prune {
            writer.message(4) { nested in
                nested.string(1, pruning.topic)
                for peer in pruning.offered {
                    nested.message(2) { $0.bytes(1, peer.bytes) }
                }
                if let seconds = pruning.backoffSeconds { nested.varint(3, seconds) }
            }
        }
        for ids in idontwant { Self.write(ids, as: 5, to: &writer) }
    }

    private static func write(
        _ ids: [MessageID], as number: UInt32, to writer: inout ProtobufWriter
    ) {
        writer.message(number) { nested in
            for id in ids { id.withUnsafeBytes { nested.bytes(1, $0) } }
        }
    }

    /// How many ids of each kind of list may still come in one RPC: so many are read, more are passed
    /// over, and far more are no RPC of any gossipsub router.
    struct Budget {
        private var counts = [0, 0, 0]
        private let readLimit: Int
        private let countLimit: Int

        /// The same bounds for advertised, asked and unwanted ids.
        init(_ limits: GossipParameters) {
            readLimit = limits.idsPerRPCLimit
            countLimit = limits.fieldsPerRPCLimit
        }

        /// Takes ids from the budget of one kind.
        ///
        /// - Returns: how many of them are read.
        mutating func take(_ count: Int, of kind: Int) throws(WireError) -> Int {
            let left = max(readLimit - counts[kind], 0)
            counts[kind] += count
            guard counts[kind] <= countLimit else {
                throw .overLimit(field: "messageIDs", limit: countLimit)
            }
            return min(left, count)
        }
    }

    /// Reads the control field of an RPC.
    mutating func read(
        _ field: ProtobufReader.Field, _ limits: GossipParameters, _ budget: inout Budget
    ) throws(WireError) {
        let body = try field.bytes("control", limit: .max)
        try Self.checkCounts(body, limits)
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            switch field.number {
            case 1:
                let part = try ControlPart(field, idField: 2, limits, &budget, kind: 0)
                ihave.append(IHave(topic: try part.requiredTopic(), ids: part.ids))
            case 2:
                iwant.append(try ControlPart(field, idField: 1, limits, &budget, kind: 1).ids)
            case 3: graft.append(try ControlPart(field).requiredTopic())
            case 4:
                let part = try ControlPart(field, offeredLimit: limits.offeredPeerLimit)
                prune.append(
                    Prune(
                        topic: try part.requiredTopic(), backoffSeconds: part.backoffSeconds,
                        offered: part.offered))
            case 5:
                idontwant.append(try ControlPart(field, idField: 1, limits, &budget, kind: 2).ids)
            default: continue
            }
        }
    }

    private static func checkCounts(
        _ body: ArraySlice<UInt8>, _ limits: GossipParameters
    ) throws(WireError) {
        let limit = limits.controlsPerRPCLimit
        var counts = [Int](repeating: 0, count: 6)
        var reader = ProtobufReader(body)
        var fieldCount = 0
        while let field = try reader.next() {
            fieldCount += 1
            guard fieldCount <= limits.fieldsPerRPCLimit else {
                throw .overLimit(field: "control", limit: limits.fieldsPerRPCLimit)
            }
            guard (1...5).contains(field.number) else { continue }
            counts[Int(field.number)] += 1
            guard counts[Int(field.number)] <= limit else {
                throw .overLimit(field: "control", limit: limit)
            }
        }
    }
}

/// One entry of the control part: a topic, ids, a backoff, whichever its kind has.
private struct ControlPart {
    var topic: String?
    var ids: [MessageID] = []
    var backoffSeconds: UInt64?
    var offered: [PeerID] = []

    /// Reads a graft or a prune; offered peers beyond the limit are passed over.
    init(_ field: ProtobufReader.Field, offeredLimit: Int = 0) throws(WireError) {
        var reader = ProtobufReader(try field.bytes("control", limit: .max))
        while let field = try reader.next() {
            switch field.number {
            case 1: topic = try field.string("topicID", limit: Message.topicByteLimit)
            case 2:
                guard offered.count < offeredLimit, let peer = try Self.offeredPeer(field) else {
                    continue
                }
                offered.append(peer)
            case 3: backoffSeconds = try field.unsigned("backoff")
            default: continue
            }
        }
    }

    /// Reads a list of ids as far as the budget allows, with a topic when the ids stand in field 2.
    init(
        _ field: ProtobufReader.Field, idField: UInt32, _ limits: GossipParameters,
        _ budget: inout Control.Budget, kind: Int
    ) throws(WireError) {
        let body = try field.bytes("control", limit: .max)
        var counter = ProtobufReader(body)
        var count = 0
        while let field = try counter.next() {
            if field.number == idField { count += 1 }
        }
        let readCount = try budget.take(count, of: kind)
        ids.reserveCapacity(readCount)
        var reader = ProtobufReader(body)
        while let field = try reader.next() {
            if field.number == idField {
                guard ids.count < readCount else { continue }
                let id = try field.bytes("messageIDs", limit: limits.idByteLimit)
                ids.append(MessageID(bytes: id))
            } else if field.number == 1 {
                topic = try field.string("topicID", limit: Message.topicByteLimit)
            }
        }
    }

    /// The peer in a PeerInfo; nil when it is none. Its signed record is not needed, since whoever
    /// is dialled proves itself.
    private static func offeredPeer(_ field: ProtobufReader.Field) throws(WireError) -> PeerID? {
        var reader = ProtobufReader(try field.bytes("peers", limit: .max))
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            return PeerID(bytes: try field.bytes("peerID", limit: .max))
        }
        return nil
    }

    func requiredTopic() throws(WireError) -> String {
        guard let topic else { throw .missingField("topicID") }
        return topic
    }
}
