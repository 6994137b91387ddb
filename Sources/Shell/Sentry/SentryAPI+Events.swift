// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Mempool
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension SentryAPI {
    /// POST /channel/:id/events and /channel/events: takes events, all of them or the first ones.
    ///
    /// - Parameter channel: the channel of all events; nil when each names its own.
    func submit(_ request: APIRequest, to channel: ChannelID?) async throws -> APIReply {
        if let channel, await self.channel(channel) == nil {
            throw APIFault.unknownChannel(channel)
        }
        let reader = EventReader(channel: channel, now: now(), limits: limits)
        let records = try reader.read(request.body)
        let (open, refusal) = await openPrefix(of: records)
        let answer = open.isEmpty ? nil : try await gateway.submit(open)
        let taken = (answer?.accepted ?? []).map { JSONValue.string($0.description) }
        if let refused = answer?.refusal { throw await fault(refused, in: open, taken: taken) }
        if let refusal {
            throw APIFault.events(refusal.status, refusal.message, taken: taken)
        }
        return APIReply(json: ["success": true, "ids": .array(taken)])
    }

    /// The events before the first one whose channel takes none now, and why that one does not.
    private func openPrefix(
        of records: [EventRecord]
    ) async -> (open: [EventRecord], refusal: (status: Int, message: String)?) {
        let now = now()
        var judged: Set<ChannelID> = []
        for (index, record) in records.enumerated() where judged.insert(record.channel).inserted {
            guard let channel = await channel(record.channel) else {
                let message = "this node does not hold the channel \(record.channel)"
                return (Array(records[..<index]), (404, message))
            }
            guard channel.isInWithdrawPeriod(at: now) else { continue }
            let isExhausted = await gateway.view(of: record.channel)?.validator.isExhausted ?? false
            let refusal =
                isExhausted
                ? (410, "channel is exhausted")
                : (
                    400,
                    channel.isExpired(at: now)
                        ? "channel is expired" : "channel is in withdraw period"
                )
            return (Array(records[..<index]), refusal)
        }
        return (records, nil)
    }

    private func fault(
        _ refusal: SubmissionRefusal, in records: [EventRecord], taken: [JSONValue]
    ) async -> APIFault {
        switch refusal {
        case .unknownChannel(let id):
            return .events(404, "this node does not hold the channel \(id)", taken: taken)
        case .event(let index, .closed):
            let id = records.indices.contains(index) ? records[index].channel : nil
            return .events(400, await closedMessage(id), taken: taken)
        case .event(let index, let refusal):
            let (status, message) = Self.answer(to: refusal, at: index)
            return .events(
                status, message, taken: taken, retryAfterSeconds: status == 503 ? 1 : nil)
        case .notLeader, .priceOutOfBounds:
            return .events(400, "the node took this for a price: \(refusal)", taken: taken)
        }
    }

    private func closedMessage(_ id: ChannelID?) async -> String {
        guard let id, let view = await gateway.view(of: id) else { return "channel is closed" }
        return view.status == .violatedConstraints
            ? "channel is closed: a validator provably broke a rule" : "channel is expired"
    }

    private static func answer(to refusal: EventRefusal, at index: Int) -> (Int, String) {
        switch refusal {
        case .exhausted: (410, "channel is exhausted")
        case .closed: (400, "channel is closed")
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
