// This source file is part of the Outpace project. License: see LICENSE.

import Access
import JSON
import NodeCore
import Outpace
import Primitives

extension SentryAPI {
    /// GET /analytics: all channels of this node together.
    func analytics(_ request: APIRequest) async throws -> APIReply {
        let frame = try AnalyticsFrame(request, now: now(), limits: limits)
        guard !frame.isByChannel else {
            throw APIFault.badRequest(
                "segmentByChannel: found \"true\"; allowed here: false; /analytics/for-publisher "
                    + "and /analytics/for-advertiser tell channels apart", key: "segmentByChannel")
        }
        return try await answer(frame, channels: nil, publisher: nil)
    }

    /// GET /analytics/for-publisher[/:id]: what the asker showed and earned.
    func publisherAnalytics(_ request: APIRequest) async throws -> APIReply {
        let frame = try AnalyticsFrame(request, now: now(), limits: limits)
        guard let session = request.session else { throw APIFault.unauthorized }
        let channels: [ChannelID]
        if request.parameters["id"] == nil {
            channels = await gateway.channelIDs()
        } else {
            channels = [try await heldChannel(request).id]
        }
        return try await answer(frame, channels: channels, publisher: session.uid)
    }

    /// GET /analytics/for-advertiser: the channels that the asker created.
    func advertiserAnalytics(_ request: APIRequest) async throws -> APIReply {
        let frame = try AnalyticsFrame(request, now: now(), limits: limits)
        guard let session = request.session else { throw APIFault.unauthorized }
        var own: [ChannelID] = []
        for id in await gateway.channelIDs() {
            guard let channel = await channel(id), channel.creator == session.uid else { continue }
            own.append(id)
        }
        return try await answer(frame, channels: own, publisher: nil)
    }

    /// GET /analytics/:id: one channel, for its creator.
    func channelAnalytics(_ request: APIRequest) async throws -> APIReply {
        let frame = try AnalyticsFrame(request, now: now(), limits: limits)
        return try await answer(
            frame, channels: [try await heldChannel(request).id], publisher: nil)
    }

    private func heldChannel(_ request: APIRequest) async throws -> PaymentChannel {
        let id = try channelID(request)
        guard let channel = await channel(id) else { throw APIFault.unknownChannel(id) }
        return channel
    }

    private func answer(
        _ frame: AnalyticsFrame, channels: [ChannelID]?, publisher: Address?
    ) async throws -> APIReply {
        let query = CountQuery(
            channels: channels, publisher: publisher, type: frame.type, bounds: frame.bounds,
            isByChannel: frame.isByChannel)
        guard let counts = try await gateway.counts(query) else {
            throw APIFault.badRequest(
                "start: the time frame holds too many hours of too many channels; allowed: a "
                    + "shorter one, or a timeframe of year or month, which counts days",
                key: "start")
        }
        let values = counts.prefix(frame.limit).map { count -> JSONValue in
            let value =
                switch frame.metric {
                case .eventCounts: String(count.count)
                case .eventPayouts: count.amount.decimal
                }
            let time = JSONValue.integer(count.hour * 3_600_000)
            guard let channel = count.channel else {
                return ["value": .string(value), "time": time]
            }
            return [
                "value": .string(value), "time": time, "channelId": .string(channel.description),
            ]
        }
        return APIReply(json: ["limit": .integer(frame.limit), "aggr": .array(Array(values))])
    }
}
