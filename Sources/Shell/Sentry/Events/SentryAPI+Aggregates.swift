// This source file is part of the Outpace project. License: see LICENSE.

import Access
import JSON
import NodeCore
import Outpace
import Primitives

extension SentryAPI {
    /// GET /channel/:id/events-aggregates: the events of each approved state, summed; validators of
    /// the channel see everything, others their own impressions.
    func eventAggregates(_ request: APIRequest) async throws -> APIReply {
        let after = try request.queryNumber("after", in: 0...UInt64(Int64.max))
            .map { Timestamp(milliseconds: $0) }
        let id = try channelID(request)
        guard let channel = await channel(id) else { throw APIFault.unknownChannel(id) }
        guard let session = request.session else { throw APIFault.unauthorized }
        let aggregates = try await gateway.aggregates(
            of: id, after: after, limit: limits.aggregatesPerPage)
        let isValidator = channel.index(of: session.uid) != nil
        return APIReply(json: [
            "channel": channel.publicJSON,
            "events": .array(
                aggregates.map { aggregate in
                    isValidator
                        ? aggregate.json(of: id) : aggregate.json(ofImpressionsBy: session.uid)
                }),
        ])
    }
}

extension EventAggregate {
    fileprivate typealias Total = (count: UInt64, amount: Amount)

    /// Everything, as AdEx has it.
    fileprivate func json(of channel: ChannelID) -> JSONValue {
        let types = Self.types(of: sums)
        let earners = Set(sums.map(\.publisher)).sorted()
        return [
            "channelId": .string(channel.description), "created": .time(created),
            "events": Self.events(types),
            "totals": .object(
                JSONObject(
                    members: types.map { name, totals in
                        let sum = totals.reduce(into: Total(0, .zero)) { sum, entry in
                            sum.count += entry.total.count
                            sum.amount = sum.amount.adding(entry.total.amount) ?? .max
                        }
                        return (
                            name,
                            [
                                "eventCounts": .string(String(sum.count)),
                                "eventPayouts": .string(sum.amount.decimal),
                            ]
                        )
                    })),
            "earners": .array(earners.map { .string($0.lowercaseHex) }),
        ]
    }

    /// What anybody may see: when, and its own.
    fileprivate func json(ofImpressionsBy publisher: Address) -> JSONValue {
        let own = sums.filter {
            $0.publisher == publisher && $0.type == EventType.impression.rawValue
        }
        return ["created": .time(created), "events": Self.events(Self.types(of: own))]
    }

    /// The sums by type, then by publisher, without the hours.
    private static func types(
        of sums: [EventSum]
    ) -> [(name: String, totals: [(publisher: Address, total: Total)])] {
        Dictionary(grouping: sums, by: \.type).sorted { $0.key < $1.key }.map { type, sums in
            let name = EventType(rawValue: type)?.name ?? "UNKNOWN"
            let totals = Dictionary(grouping: sums, by: \.publisher).sorted { $0.key < $1.key }
                .map { publisher, sums in
                    let total = sums.reduce(into: Total(0, .zero)) { total, sum in
                        total.count += sum.count
                        total.amount = total.amount.adding(sum.amount) ?? .max
                    }
                    return (publisher, total)
                }
            return (name, totals)
        }
    }

    private static func events(
        _ types: [(name: String, totals: [(publisher: Address, total: Total)])]
    ) -> JSONValue {
        .object(
            JSONObject(
                members: types.map { name, totals in
                    let counts = totals.map {
                        ($0.publisher.lowercaseHex, JSONValue.string(String($0.total.count)))
                    }
                    let payouts = totals.map {
                        ($0.publisher.lowercaseHex, JSONValue.string($0.total.amount.decimal))
                    }
                    return (
                        name,
                        [
                            "eventCounts": .object(JSONObject(members: counts)),
                            "eventPayouts": .object(JSONObject(members: payouts)),
                        ]
                    )
                }))
    }
}
