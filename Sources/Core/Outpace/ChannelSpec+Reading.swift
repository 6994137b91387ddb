// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Targeting

extension ChannelSpec {
    private static let keys = [
        "title", "adUnits", "targeting", "minTargetingScore", "validators", "withdrawPeriodStart",
        "minPerImpression", "maxPerImpression", "pricingBounds", "eventSubmission",
        "targetingRules", "nonce", "created", "activeFrom", "missedEventsThreshold", "health",
        "batching", "settleDelay", "cancellationFee",
    ]

    init(reading value: JSONValue, path: String) throws(ChannelFault) {
        let reader = try KeyedReader(value, path: path)
        try reader.refuseKeys(otherThan: Self.keys)
        validators = try ValidatorSpec.read(reader)
        withdrawPeriodStart = Timestamp(
            milliseconds: try reader.integer("withdrawPeriodStart", unit: "milliseconds")
        )
        let impression = try Self.impressionBounds(reader)
        minPerImpression = impression.min
        maxPerImpression = impression.max
        pricingBounds = try Self.pricingBounds(reader)
        missedEventsThreshold = try reader.integer(
            "missedEventsThreshold", in: ChannelLimits.missedEventsThresholds, unit: "events",
            fallback: 100
        )
        health = try Self.health(reader)
        batching = try Self.batching(reader)
        settleDelayMillis = try reader.integer(
            "settleDelay", in: ChannelLimits.settleMillis, unit: "milliseconds", fallback: 1000
        )
        title = try Self.title(reader)
        nonce = try reader.optionalString("nonce")
        created = try reader.optionalTime("created")
        activeFrom = try reader.optionalTime("activeFrom")
        adUnits = try reader.objects("adUnits")
        targeting = try Self.targeting(reader)
        minTargetingScore = try Self.minTargetingScore(reader)
        eventSubmission = try EventSubmission.read(reader)
        cancellationFee = try CancellationFee(reading: reader)
        _ = try reader.objects("targetingRules")
        targetingRules = reader.object["targetingRules"]
        rules =
            targetingRules.map {
                TargetingRules(lenient: $0, path: reader.path("targetingRules"))
            } ?? .none
    }

    private static func title(_ reader: KeyedReader) throws(ChannelFault) -> String? {
        guard let title = try reader.optionalString("title") else { return nil }
        let lengths = ChannelLimits.titleLengths
        guard title.isEmpty || lengths.contains(title.utf16.count) else {
            throw .invalid(
                reader.path("title"), found: .string(title),
                allowed: "nothing, or \(lengths.lowerBound) to \(lengths.upperBound) characters"
            )
        }
        return title
    }

    /// AdEx gives either bound "1" when it is absent; here an absent one also makes room for the
    /// other.
    private static func impressionBounds(
        _ reader: KeyedReader
    ) throws(ChannelFault) -> PricingBounds {
        let least = try reader.optionalAmount("minPerImpression")
        let most = try reader.optionalAmount("maxPerImpression")
        let one = Amount(1)
        return try bounds(
            least ?? Swift.min(one, most ?? one), most ?? Swift.max(one, least ?? one),
            path: reader.path("minPerImpression")
        )
    }

    private static func bounds(
        _ least: Amount, _ most: Amount, path: String
    ) throws(ChannelFault) -> PricingBounds {
        guard least <= most else {
            throw .invalid(path, found: .string(least.decimal), allowed: "at most \(most)")
        }
        return PricingBounds(min: least, max: most)
    }

    private static func pricingBounds(
        _ reader: KeyedReader
    ) throws(ChannelFault) -> [EventBounds] {
        guard let value = reader.object["pricingBounds"] else { return [] }
        let path = reader.path("pricingBounds")
        let types = try KeyedReader(value, path: path)
        try types.refuseKeys(otherThan: EventType.priced.map(\.name))
        var all: [EventBounds] = []
        for type in EventType.priced {
            guard let value = types.object[type.name] else { continue }
            let own = try KeyedReader(value, path: types.path(type.name))
            try own.refuseKeys(otherThan: ["min", "max"])
            let bounds = try bounds(
                try own.amount("min"), try own.amount("max"), path: own.path("min")
            )
            all.append(EventBounds(type: type, bounds: bounds))
        }
        return all
    }

    private static func health(_ reader: KeyedReader) throws(ChannelFault) -> HealthThresholds {
        guard let value = reader.object["health"] else { return .standard }
        let own = try KeyedReader(value, path: reader.path("health"))
        try own.refuseKeys(otherThan: ["threshold", "unsignable"])
        let threshold = try own.integer(
            "threshold", in: ChannelLimits.promilles, unit: "promille",
            fallback: HealthThresholds.standard.threshold
        )
        let unsignable = try own.integer(
            "unsignable", in: ChannelLimits.promilles, unit: "promille",
            fallback: Swift.min(HealthThresholds.standard.unsignable, threshold)
        )
        guard unsignable <= threshold else {
            throw .invalid(
                own.path("unsignable"), found: .integer(unsignable),
                allowed: "at most the threshold, \(threshold)"
            )
        }
        return HealthThresholds(threshold: threshold, unsignable: unsignable)
    }

    private static func batching(_ reader: KeyedReader) throws(ChannelFault) -> Batching {
        guard let value = reader.object["batching"] else { return .standard }
        let own = try KeyedReader(value, path: reader.path("batching"))
        try own.refuseKeys(otherThan: ["maxEvents", "maxTime"])
        let maxEvents = try own.integer(
            "maxEvents", in: ChannelLimits.batchEvents, unit: "events",
            fallback: UInt64(Batching.standard.maxEvents)
        )
        let maxTime = try own.integer(
            "maxTime", in: ChannelLimits.batchMillis, unit: "milliseconds",
            fallback: Batching.standard.maxTimeMillis
        )
        return Batching(maxEvents: Int(maxEvents), maxTimeMillis: maxTime)
    }

    private static func targeting(_ reader: KeyedReader) throws(ChannelFault) -> [JSONValue] {
        let tags = try reader.objects("targeting")
        for (index, tag) in tags.enumerated() {
            let own = try KeyedReader(tag, path: "\(reader.path("targeting"))[\(index)]")
            try own.refuseKeys(otherThan: ["tag", "score"])
            _ = try own.optionalString("tag")
            _ = try own.integer("score", in: 0...100, unit: "weight", fallback: 0)
        }
        return tags
    }

    private static func minTargetingScore(_ reader: KeyedReader) throws(ChannelFault) -> UInt64? {
        guard let value = reader.object["minTargetingScore"], !value.isNull else { return nil }
        guard let score = value.uint64 else {
            throw .invalid(
                reader.path("minTargetingScore"), found: value, allowed: "a whole number or null"
            )
        }
        return score
    }
}
