// This source file is part of the Outpace project. License: see LICENSE.

import Access
import JSON
import Outpace
import Primitives

/// Decides which of the submitted events go on to the node.
struct EventIntake: Sendable {
    /// What may go on.
    struct Admission: Sendable {
        /// The limits that were taken for it, to be given back if the node does not take it.
        var limits: [RateLimit] = []
    }

    let limiter: RateLimiter
    let standardFrameMillis: UInt64
    let now: @Sendable () -> Timestamp
    /// Whether a channel's deposit is used up, which costs a look at the node.
    let isExhausted: @Sendable (ChannelID) async -> Bool

    /// Judges all events of one channel in a request, and takes the limits that they need.
    func admit(
        _ types: [SubmittedType], of channel: PaymentChannel, by submitter: Submitter
    ) async throws -> Result<Admission, EventFault> {
        let now = now()
        let request = SubmissionRequest(
            channel: channel, types: types, submitter: submitter,
            standardFrameMillis: standardFrameMillis)
        switch request.verdict(isExhausted: false, at: now) {
        case .allowed, .close, .updateTargeting: return .success(Admission())
        case .limited(let limits): return try await take(limits, at: now)
        case .denied(let denial):
            // Exhaustion comes first, but only a denial can be wrong without it: what is allowed is
            // refused by the node itself.
            let isExhausted = await isExhausted(channel.id)
            return .failure(EventFault(isExhausted ? .exhausted : denial))
        }
    }

    private func take(
        _ limits: [RateLimit], at now: Timestamp
    ) async throws -> Result<Admission, EventFault> {
        switch try await limiter.take(limits, at: now) {
        case .taken: return .success(Admission(limits: limits))
        case .inUse(let until):
            let millis = until.milliseconds - min(now.milliseconds, until.milliseconds)
            return .failure(
                EventFault(
                    status: 429, message: "rateLimit: too many requests",
                    retryAfterSeconds: millis.dividedUp(by: 1_000)))
        case .full:
            return .failure(
                EventFault(
                    status: 503, message: "too many rate limits are in use; try again later",
                    retryAfterSeconds: 10))
        }
    }
}

/// Why one event is not taken.
struct EventFault: Error, Sendable {
    let status: Int
    let message: String
    var retryAfterSeconds: UInt64?
    /// The whole answer, when the event does not even have the right form.
    var form: APIFault?

    init(status: Int, message: String, retryAfterSeconds: UInt64? = nil) {
        self.status = status
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
    }

    init(_ denial: SubmissionDenial) { self.init(status: denial.status, message: denial.message) }

    init(_ form: APIFault, message: String) {
        self.init(status: form.reply.status, message: message)
        self.form = form
    }
}

extension SubmissionDenial {
    static let exhausted = SubmissionDenial(410, "channel is exhausted")
}

extension UInt64 {
    fileprivate func dividedUp(by divisor: UInt64) -> UInt64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return quotient + (rest > 0 ? 1 : 0)
    }
}
