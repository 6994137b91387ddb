// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import NodeCore
import Primitives
import ValidatorMessages
import Wire

/// What octets of peers become before a node is told: the work of `Admission`, whose answers about a
/// signature and an event depend on nothing but the octets and are therefore remembered for all hosts.
struct Inlet: Sendable {
    private let admission: Admission
    private var proofs = Recall<Result<AdmittedStatement, StatementFault>>(limit: 16_384)
    private var records = Recall<EventRecord>(limit: 4_096)
    /// How many statements were checked.
    private(set) var checkCount: UInt64 = 0
    /// How many more had been checked before.
    private(set) var knownCount: UInt64 = 0

    init(parameters: NodeParameters) {
        admission = Admission(gossip: parameters.gossip, lane: parameters.lane)
    }

    mutating func gossip(_ bytes: Bytes) throws(WireError) -> AdmittedGossip {
        try admission.gossip(bytes, isSeen: { _ in false }, prove: { prove($0) })
    }

    func topics(_ bytes: Bytes) throws(WireError) -> AdmittedGossip? {
        try admission.topics(bytes)
    }

    mutating func direct(_ bytes: Bytes) throws(WireError) -> AdmittedFrame {
        try admission.direct(
            bytes, isSeen: { _ in false }, prove: { prove($0) },
            decode: { (octets) throws(WireError) in try decode(octets) })
    }

    private mutating func prove(_ message: Message) -> Result<AdmittedStatement, StatementFault> {
        if let known = proofs.answer(to: message.raw) {
            knownCount += 1
            return known
        }
        checkCount += 1
        let proof = Admission.prove(message)
        proofs.keep(proof, of: message.raw)
        return proof
    }

    private mutating func decode(_ octets: Bytes) throws(WireError) -> EventRecord {
        if let known = records.answer(to: octets) { return known }
        let record = try EventRecord.decode(octets)
        records.keep(record, of: octets)
        return record
    }
}
