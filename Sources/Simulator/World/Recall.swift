// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Answers that depend on nothing but octets, by those; two generations, the older forgotten when the
/// newer is full.
struct Recall<Answer: Sendable>: Sendable {
    /// Octets that are hashed all at once, for they are many and it is asked for every message.
    private struct Question: Hashable {
        let octets: Bytes

        func hash(into hasher: inout Hasher) { hasher.combine(octets: octets) }
    }

    private var current: [Question: Answer] = [:]
    private var previous: [Question: Answer] = [:]

    /// Answers in a generation.
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// What is known about some octets; it is then remembered for another generation.
    mutating func answer(to octets: Bytes) -> Answer? {
        let question = Question(octets: octets)
        if let known = current[question] { return known }
        guard let known = previous[question] else { return nil }
        keep(known, question)
        return known
    }

    /// Remembers what was worked out about some octets.
    mutating func keep(_ answer: Answer, of octets: Bytes) {
        keep(answer, Question(octets: octets))
    }

    private mutating func keep(_ answer: Answer, _ question: Question) {
        if current.count >= limit {
            previous = current
            current = [:]
        }
        current[question] = answer
    }
}
