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

    init(parameters: NodeParameters) {
        admission = Admission(gossip: parameters.gossip, lane: parameters.lane)
    }

    /// How many statements were checked, and how many were known.
    var checkCount: UInt64 { proofs.workedOutCount }
    var knownCount: UInt64 { proofs.knownCount }

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
        proofs.answer(to: message.raw) { Admission.prove(message) }
    }

    private mutating func decode(_ octets: Bytes) throws(WireError) -> EventRecord {
        try records.answer(to: octets) { () throws(WireError) in try EventRecord.decode(octets) }
    }
}

/// Answers that depend on nothing but octets, by those; two generations, the older forgotten when the
/// newer is full.
struct Recall<Answer: Sendable>: Sendable {
    private var current: [Bytes: Answer] = [:]
    private var previous: [Bytes: Answer] = [:]
    /// How many answers were worked out, and how many were known.
    private(set) var workedOutCount: UInt64 = 0
    private(set) var knownCount: UInt64 = 0

    /// Answers in a generation.
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func answer<Failure>(
        to octets: Bytes, _ workOut: () throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        if let known = current[octets] {
            knownCount += 1
            return known
        }
        let answer: Answer
        if let known = previous[octets] {
            knownCount += 1
            answer = known
        } else {
            workedOutCount += 1
            answer = try workOut()
        }
        if current.count >= limit {
            previous = current
            current = [:]
        }
        current[octets] = answer
        return answer
    }
}
