// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import NodeCore
import Primitives
import ValidatorMessages
import Wire

/// What octets of peers become before a node is told: the work of `Admission`, whose answer about
/// a signature depends on nothing but the octets and is therefore remembered for all hosts.
struct Inlet: Sendable {
    private let admission: Admission
    private var proofs = Proofs()

    init(parameters: NodeParameters) {
        admission = Admission(gossip: parameters.gossip, lane: parameters.lane)
    }

    /// How many statements were checked, and how many were known.
    var checkCount: UInt64 { proofs.checkCount }
    var knownCount: UInt64 { proofs.knownCount }

    mutating func gossip(_ bytes: Bytes) throws(WireError) -> AdmittedGossip {
        try admission.gossip(bytes, isSeen: { _ in false }, prove: { proofs.prove($0) })
    }

    func topics(_ bytes: Bytes) throws(WireError) -> AdmittedGossip? {
        try admission.topics(bytes)
    }

    mutating func direct(_ bytes: Bytes) throws(WireError) -> AdmittedFrame {
        try admission.direct(bytes, isSeen: { _ in false }, prove: { proofs.prove($0) })
    }
}

/// Answers about signatures, by the octets of the message; two generations, the older forgotten when
/// the newer is full.
struct Proofs: Sendable {
    private typealias Answer = Result<AdmittedStatement, StatementFault>

    private var current: [Bytes: Answer] = [:]
    private var previous: [Bytes: Answer] = [:]
    private(set) var checkCount: UInt64 = 0
    private(set) var knownCount: UInt64 = 0

    /// Answers in a generation.
    private static let limit = 16_384

    mutating func prove(_ message: Message) -> Result<AdmittedStatement, StatementFault> {
        if let known = current[message.raw] {
            knownCount += 1
            return known
        }
        let answer: Answer
        if let known = previous[message.raw] {
            knownCount += 1
            answer = known
        } else {
            checkCount += 1
            answer = Admission.prove(message)
        }
        if current.count >= Self.limit {
            previous = current
            current = [:]
        }
        current[message.raw] = answer
        return answer
    }
}
