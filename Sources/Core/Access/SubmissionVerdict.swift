// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives

/// Why a submission is refused, with the status and text of AdEx.
public struct SubmissionDenial: Error, Hashable, Sendable {
    /// The HTTP status.
    public let status: Int
    /// What was wrong.
    public let message: String

    /// Makes a denial.
    public init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }
}

/// Whether events of one channel may be submitted by somebody.
public enum SubmissionVerdict: Hashable, Sendable {
    /// They may.
    case allowed
    /// It may, if it finds all of these limits free and takes them; one event alone.
    case limited([RateLimit])
    /// The channel is to be closed, and who asks may ask that.
    case close
    /// The channel gets other rules, and who asks may ask that.
    case updateTargeting
    /// They may not.
    case denied(SubmissionDenial)
}

/// Events of one channel in one request, and who submits them.
///
/// The order of evaluation is AdEx's. Its holes are closed: what no rule allows is refused; each
/// type of event in a request needs a rule of its own; two limits of different length never share a
/// key; a client whose address is not known passes no limit by address.
///
/// - Source: AdEx v4, access control of event submission.
public struct SubmissionRequest: Sendable {
    /// The channel of all the events.
    public let channel: PaymentChannel
    /// The type of each event, in order; not empty.
    public let types: [SubmittedType]
    /// Who submits them.
    public let submitter: Submitter
    /// For how long an event uses up the limit of a channel that sets none, in milliseconds.
    public let standardFrameMillis: UInt64

    /// Makes a request.
    public init(
        channel: PaymentChannel, types: [SubmittedType], submitter: Submitter,
        standardFrameMillis: UInt64
    ) {
        precondition(!types.isEmpty, "a submission without events")
        self.channel = channel
        self.types = types
        self.submitter = submitter
        self.standardFrameMillis = standardFrameMillis
    }

    /// Judges the request.
    ///
    /// - Parameter isExhausted: whether the deposit is used up.
    public func verdict(isExhausted: Bool, at now: Timestamp) -> SubmissionVerdict {
        if isExhausted { return .denied(.init(410, "channel is exhausted")) }
        if channel.isExpired(at: now) { return .denied(.init(400, "channel is expired")) }
        if types.contains(where: \.isCommand) { return command(at: now) }
        if channel.isInWithdrawPeriod(at: now) {
            return .denied(.init(400, "channel is in withdraw period"))
        }
        if submitter.isRestricted { return .denied(.init(403, "event submission restricted")) }
        return judgeByRules(at: now)
    }

    private var isCreator: Bool { submitter.uid == channel.creator }

    private func command(at now: Timestamp) -> SubmissionVerdict {
        let mayClose = isCreator || channel.isInWithdrawPeriod(at: now)
        if mayClose, types.allSatisfy({ $0 == .close }) { return .close }
        if isCreator, types.allSatisfy({ $0 == .updateTargeting }) { return .updateTargeting }
        guard isCreator else {
            return .denied(
                .init(403, "only the channel's creator may submit CLOSE or UPDATE_TARGETING"))
        }
        return .denied(
            .init(400, "CLOSE or UPDATE_TARGETING may not stand beside other events"))
    }

    private func judgeByRules(at now: Timestamp) -> SubmissionVerdict {
        var limits: [RateLimit] = []
        var judged: [SubmittedType] = []
        for type in types where !judged.contains(type) {
            judged.append(type)
            let rules = rules.filter { $0.matches(submitter.uid, type: type.rawValue) }
            guard !rules.isEmpty else {
                return .denied(
                    .init(403, "no rule of the channel lets you submit \(type.rawValue)"))
            }
            if rules.contains(where: { $0.limit == nil }) { continue }
            guard types.count == 1 else {
                return .denied(.init(429, "rateLimit: only allows 1 event"))
            }
            for limit in rules.compactMap(\.limit) {
                switch limited(by: limit, type: type, at: now) {
                case .success(let limit): if !limits.contains(limit) { limits.append(limit) }
                case .failure(let denial): return .denied(denial)
                }
            }
        }
        return limits.isEmpty ? .allowed : .limited(limits)
    }

    /// The channel's rules, or those of every channel without any: who made it and who signs it may
    /// submit at will, all others by address.
    private var rules: [EventSubmission.Rule] {
        if let own = channel.spec.eventSubmission?.allow { return own }
        let limit = EventSubmission.Limit(scope: .address, frameMillis: standardFrameMillis)
        return [
            EventSubmission.Rule(uids: [channel.creator] + channel.validators),
            EventSubmission.Rule(limit: limit),
        ]
    }

    private func limited(
        by limit: EventSubmission.Limit, type: SubmittedType, at now: Timestamp
    ) -> Result<RateLimit, SubmissionDenial> {
        switch limit.scope {
        case .user:
            guard let uid = submitter.uid else {
                return .failure(.init(429, "rateLimit: unauthenticated request"))
            }
            return .success(
                RateLimit(
                    "uid", of: uid.bytes, frameMillis: limit.frameMillis, channel: channel, at: now)
            )
        case .address:
            guard let client = submitter.client else {
                return .failure(.init(403, "event submission restricted"))
            }
            return .success(
                RateLimit(
                    "ip \(type.rawValue)", of: client.bucket, frameMillis: limit.frameMillis,
                    channel: channel, at: now))
        }
    }
}
