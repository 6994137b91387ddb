// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Wire

extension Initiator {
    /// Takes the answer to the last question.
    ///
    /// - Throws: when the answer is malformed, speaks of what was not asked, or names more ranges than
    ///   can be looked into; the run is over then.
    public mutating func receive(
        _ answer: Bytes, _ keys: some OrderedKeys
    ) throws(WireError) -> Findings {
        let message = try RangeMessage.decode(answer, .answer, limits: limits)
        var findings = Findings()
        var differing: [Pending] = []
        var lower = EventKey.lowest
        var index = 0
        for part in message.parts {
            defer { lower = part.upper ?? lower }
            if part.content == .skip { continue }
            while index < sent.count, let end = sent[index].upper, end <= lower { index += 1 }
            guard index < sent.count, sent[index].lower <= lower else {
                throw .malformedField("range")
            }
            if part.content == .rest {
                differing += unanswered(from: lower, at: index)
                break
            }
            try take(
                part, from: lower, of: sent[index], keys, findings: &findings,
                differing: &differing)
        }
        guard differing.count + pending.count <= limits.pendingRangesLimit else {
            throw .overLimit(field: "ranges", limit: limits.pendingRangesLimit)
        }
        pending += differing.reversed()
        sent = []
        return findings
    }

    private mutating func take(
        _ part: RangeMessage.Part, from lower: EventKey, of asked: Sent, _ keys: some OrderedKeys,
        findings: inout Findings, differing: inout [Pending]
    ) throws(WireError) {
        let upper = part.upper
        guard isWithin(upper, asked.upper) else { throw .malformedField("range") }
        let isWhole = lower == asked.lower && upper == asked.upper
        work += 1
        switch (part.content, asked.saying) {
        case (.fingerprint(let fingerprint), .fingerprint), (.fingerprint(let fingerprint), .list):
            guard hashing.fingerprint(keys.sum(from: lower, to: upper)) != fingerprint else {
                return
            }
            differing.append(Pending(lower: lower, upper: upper, reason: .differs))
        case (.ask, .fingerprint):
            differing.append(Pending(lower: lower, upper: upper, reason: .differs))
        case (.absent, .fingerprint), (.absent, .list):
            guard keys.sum(from: lower, to: upper).count > 0 else { return }
            findings.haveRanges.append(HaveRange(lower: lower, upper: upper))
        case (.difference(let lacking, let extra), .list(let listed)):
            guard lacking.count == listed.count, isWhole || listed.isEmpty else {
                throw .malformedField("lacking")
            }
            findings.have += zip(listed, lacking).filter(\.1).map(\.0.id)
            findings.need += extra
        default: throw .malformedField("mode")
        }
    }

    private func isWithin(_ upper: EventKey?, _ limit: EventKey?) -> Bool {
        guard let limit else { return true }
        return upper.map { $0 <= limit } ?? false
    }

    /// What the last question said from a key on, to be said again.
    private func unanswered(from lower: EventKey, at index: Int) -> [Pending] {
        sent[index...].compactMap { range in
            let start = max(range.lower, lower)
            switch range.saying {
            case .skip: return nil
            case .fingerprint:
                return Pending(lower: start, upper: range.upper, reason: .unanswered)
            case .list: return Pending(lower: start, upper: range.upper, reason: .differs)
            }
        }
    }
}
