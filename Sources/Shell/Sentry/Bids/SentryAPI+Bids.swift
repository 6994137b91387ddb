// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives

extension SentryAPI {
    /// GET /bids: what the channels that bid now pay for thousand impressions, the best ones.
    var bidsRoute: Route {
        Route(.get, "/bids", isTagged: true) { request in
            let query = try bidQuery(request)
            let answer = await offers.book(from: gateway).answer(query, at: now())
            return APIReply(json: [
                "publisher": query.publisher.map { .string($0.checksummed) } ?? .null,
                "highestScore": answer.highestScore.map { .integer($0) } ?? .null,
                "complete": .bool(answer.isComplete),
                "bids": .array(answer.bids.map { $0.json(isRated: query.tags != nil) }),
            ])
        }
    }

    private func bidQuery(_ request: APIRequest) throws(APIFault) -> BidQuery {
        let bounds = limits.bidding
        let top = try request.queryNumber("top", in: 1...UInt64(bounds.bidsPerQuery))
        var query = BidQuery(top: top.map { Int($0) } ?? bounds.standardTop)
        query.publisher = try queryAddress("publisher", request)
        query.depositAsset = try queryAddress("depositAsset", request)
        query.tags = try bidTags(request)
        return query
    }

    private func bidTags(_ request: APIRequest) throws(APIFault) -> [String]? {
        guard let text = request.queryValue("tags") else { return nil }
        let bounds = limits.bidding
        let tags = text.split(
            separator: ",", maxSplits: bounds.tagsPerQuery, omittingEmptySubsequences: false)
        let lengths = 1...bounds.tagByteLimit
        guard tags.count <= bounds.tagsPerQuery,
            tags.allSatisfy({ lengths.contains($0.utf8.count) })
        else {
            throw .badRequest(
                "tags: found \"\(text.excerpt)\"; allowed: 1 to \(bounds.tagsPerQuery) tags, "
                    + "joined by commas, each of 1 to \(bounds.tagByteLimit) bytes", key: "tags")
        }
        return tags.map { String($0) }
    }
}

extension Bid {
    fileprivate func json(isRated: Bool) -> JSONValue {
        let spec = channel.spec
        return [
            "channelId": .string(channel.id.description),
            "price": .string(price.decimal),
            "match": .thousandths(rating.promilles),
            "score": isRated ? .integer(rating.score) : .null,
            "matchToCpmRatio": .string(matchToCpmRatio.decimal),
            "minCpm": .string(minCpm.decimal),
            "pricePerImpression": .string(pricePerImpression.decimal),
            "depositAsset": .string(channel.depositAsset.checksummed),
            "creator": .string(channel.creator.checksummed),
            "validUntil": .integer(channel.validUntil),
            "title": spec.title.map { .string($0) } ?? .null,
            "adUnits": .array(spec.adUnits),
            "targeting": .array(spec.targeting),
            "minTargetingScore": spec.minTargetingScore.map { .integer($0) } ?? .null,
            "targetingRules": rulesText.flatMap { try? JSONParser.parse($0, limits: .standard) }
                ?? spec.targetingRules ?? [],
            "validators": .array(
                spec.validators.map {
                    ["id": .string($0.id.checksummed), "url": .string($0.url)]
                }),
        ]
    }
}

extension JSONValue {
    /// A number from 0 to 1 with three digits after the point.
    fileprivate static func thousandths(_ value: UInt64) -> JSONValue {
        let digits = String(value % 1000)
        let fraction = String(repeating: "0", count: 3 - digits.count) + digits
        return .number("\(value / 1000).\(fraction)")
    }
}
