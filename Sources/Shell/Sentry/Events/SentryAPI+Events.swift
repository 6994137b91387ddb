// This source file is part of the Outpace project. License: see LICENSE.

import Access
import JSON
import Logging
import Mempool
import NodeCore
import Outpace
import Primitives
import Targeting
import Validator
import ValidatorMessages

extension SentryAPI {
    /// POST /channel/:id/events and /channel/events: takes events, all of them or the first ones;
    /// with `?partial=1` all that can be taken.
    ///
    /// - Parameter channel: the channel of all events; nil when each names its own.
    func submit(_ request: APIRequest, to channel: ChannelID?) async throws -> APIReply {
        if let channel, await self.channel(channel) == nil {
            throw APIFault.unknownChannel(channel)
        }
        let isPartial = try request.queryFlag("partial")
        let reader = EventReader(
            channel: channel, now: now(), seenCountry: request.submitter.seenCountryOfClient,
            limits: limits)
        var batch = EventBatch(try reader.read(request.body), isPartial: isPartial)
        if !isPartial, let form = batch.firstFormFault { throw form }
        try await admit(&batch, by: request.submitter)
        do {
            try await retarget(&batch)
            try await submit(&batch)
        } catch {
            try await limiter.giveBack(batch.unusedLimits)
            // What was taken before is durable, so it must be told.
            guard isPartial, batch.hasTaken else { throw error }
            logger.log(
                level: error is GatewayBusy ? .debug : .error,
                "cannot submit the rest of a request: \(error)")
            batch.refuseRest(EventFault(status: 503, message: "try again", retryAfterSeconds: 1))
            return batch.partialReply
        }
        try await limiter.giveBack(batch.unusedLimits)
        return isPartial ? batch.partialReply : try batch.reply()
    }

    private var intake: EventIntake {
        EventIntake(
            limiter: limiter, standardFrameMillis: limits.standardFrameMillis, now: now,
            isExhausted: { await gateway.view(of: $0)?.validator.isExhausted ?? false })
    }

    /// Judges the events channel by channel, in the order in which channels first appear.
    private func admit(_ batch: inout EventBatch, by submitter: Submitter) async throws {
        var judged: Set<ChannelID> = []
        for submission in batch.submissions where judged.insert(submission.channel).inserted {
            let id = submission.channel
            guard let channel = await channel(id) else {
                let message = "this node does not hold the channel \(id)"
                batch.refuse(id, EventFault(status: 404, message: message))
                if batch.isOver { return }
                continue
            }
            let types = batch.submissions.filter { $0.channel == id }.map(\.type)
            do {
                switch try await intake.admit(types, of: channel, by: submitter) {
                case .success(let admission):
                    batch.admit(id, admission.limits)
                    batch.close(channel)
                case .failure(let fault): batch.refuse(id, fault)
                }
            } catch {
                try await limiter.giveBack(batch.unusedLimits)
                throw error
            }
            if batch.isOver { return }
        }
    }

    /// Has the node say the rules that the creator wants, one after the other.
    private func retarget(_ batch: inout EventBatch) async throws {
        var told: Set<ChannelID> = []
        for item in batch.waitingRules where !batch.isOver {
            guard told.insert(item.channel).inserted else {
                let message = "events[\(item.index)]: one UPDATE_TARGETING of a channel is enough"
                batch.refuse(item.index, EventFault(status: 400, message: message))
                continue
            }
            let octets = item.rules.serialized()
            do throws(TargetingRefusal) {
                _ = try TargetingRules.checked(
                    octets: octets, path: "events[\(item.index)].targetingRules")
            } catch {
                batch.refuse(item.index, EventFault(status: 400, message: error.message))
                continue
            }
            let answer = try await gateway.setRules(octets, of: item.channel)
            guard let refusal = answer.refusal else {
                batch.finish(item.index)
                continue
            }
            batch.refuse(item.index, await fault(refusal, at: item.index, of: item.channel))
        }
    }

    /// Hands the node what may go on, again after each refusal when the request is partial.
    private func submit(_ batch: inout EventBatch) async throws {
        var refusals = 0
        while true {
            let waiting = batch.waiting
            guard !waiting.isEmpty else { return }
            let answer = try await gateway.submit(
                waiting.map { $0.record }, refusingHidden: batch.isSingle)
            for (item, id) in zip(waiting, answer.accepted) { batch.take(item.index, id) }
            guard let refusal = answer.refusal else { return }
            guard waiting.indices.contains(answer.accepted.count) else { return }
            let refused = waiting[answer.accepted.count]
            let fault = await fault(refusal, at: refused.index, of: refused.record.channel)
            // Of a channel that is closing, what was taken before is still confirmed.
            var isClosing = false
            if case .event(_, .closing) = refusal { isClosing = true }
            if fault.status == 503 || fault.status == 410, !isClosing {
                batch.refuse(refused.record.channel, fault)
            } else {
                batch.refuse(refused.index, fault)
            }
            refusals += 1
            if batch.isOver { return }
            if refusals >= limits.refusalsPerRequest {
                let message = "too many events of the request were refused; send this one again"
                batch.refuseRest(EventFault(status: 503, message: message, retryAfterSeconds: 1))
            }
        }
    }

    private func fault(
        _ refusal: SubmissionRefusal, at index: Int, of channel: ChannelID
    ) async -> EventFault {
        switch refusal {
        case .unknownChannel(let id):
            return EventFault(status: 404, message: "this node does not hold the channel \(id)")
        case .event(_, .closed):
            return EventFault(status: 400, message: await closedMessage(channel))
        case .event(_, let refusal):
            let (status, message) = Self.answer(to: refusal, at: index)
            return EventFault(
                status: status, message: message, retryAfterSeconds: status == 503 ? 1 : nil)
        case .notLeader:
            return EventFault(
                status: 400,
                message: "this node is not the channel's leader, which alone says new rules; send "
                    + "UPDATE_TARGETING to validators[0]")
        case .invalidRules:
            let limit = StatementLimits.targetingRulesByteLimit
            return EventFault(
                status: 400,
                message: "events[\(index)].targetingRules is longer than \(limit) octets")
        case .tooManyPrices:
            return EventFault(
                status: 429,
                message: "the channel has had as many price statements as it may (a pause is still "
                    + "possible), or rules of \(PriceList.rulesByteLimit) octets in all")
        case .priceOutOfBounds:
            return EventFault(status: 400, message: "the node took this for a price: \(refusal)")
        }
    }

    private func closedMessage(_ id: ChannelID) async -> String {
        guard let view = await gateway.view(of: id) else { return "channel is closed" }
        if view.status == .violatedConstraints {
            return "channel is closed: a validator provably broke a rule"
        }
        return view.status == .expired ? "channel is expired" : "channel is in withdraw period"
    }

    private static func answer(to refusal: EventRefusal, at index: Int) -> (Int, String) {
        switch refusal {
        case .exhausted: (410, "channel is exhausted")
        case .closed: (400, "channel is closed")
        case .closing: (410, "channel is closing: its creator ended the campaign")
        case .hidden: (EventFault.noPayout.status, EventFault.noPayout.message)
        case .notCreator: (400, "events[\(index)] is a CLOSE; it pays the channel's creator")
        case .notValidator: (404, "this node is no validator of the channel")
        case .otherChannel: (400, "events[\(index)] is of another channel")
        case .tooOld(let limit):
            (400, "events[\(index)].occurredAt is more than \(limit) ms ago")
        case .tooNew(let limit):
            (400, "events[\(index)].occurredAt is more than \(limit) ms ahead of this node's clock")
        case .pool(.tooManyEvents), .pool(.tooManyBytes), .pool(.shareUsedUp):
            (503, "the channel has too many events that wait; send events[\(index)] again later")
        case .pool(.tooOld), .pool(.alreadyIncluded):
            (400, "events[\(index)] is too old: its time was settled already")
        case .pool(.tooNew):
            (400, "events[\(index)].occurredAt is too far ahead of this node's clock")
        }
    }
}
