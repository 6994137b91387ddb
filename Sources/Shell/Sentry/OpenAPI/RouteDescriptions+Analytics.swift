// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace

extension RouteDescriptions {
    var analytics: [RouteDescription] {
        [
            analytics("/analytics", "All channels of this node together.", of: ["false"]),
            analytics("/analytics/for-publisher", "What the asker showed."),
            analytics("/analytics/for-publisher/:id", "What the asker showed in one channel."),
            analytics("/analytics/for-advertiser", "The channels that the asker opened."),
            analytics("/analytics/:id", "One channel."),
        ]
    }

    private func analytics(
        _ path: String, _ summary: String, of segments: [String] = ["true", "false"]
    ) -> RouteDescription {
        let hasChannel = path.hasSuffix("/:id")
        let frame =
            parameters + [
                .query(
                    "segmentByChannel", "Whether each channel is counted for itself.",
                    JSONSchema.choice(segments).standard("false"))
            ]
        return RouteDescription(
            .get, path, .analytics, summary, parameters: (hasChannel ? [.channel] : []) + frame,
            isTagged: true,
            answers: [.init(200, "The earliest first.", .shared(.analytics)), .badRequest]
                + (hasChannel ? [.noChannel] : []))
    }

    private var parameters: [RouteDescription.Parameter] {
        typealias Frame = AnalyticsFrame.Timeframe
        return [
            .query(
                "eventType", "Which events.",
                JSONSchema.choice(EventType.priced.map(\.name))
                    .standard(.string(EventType.impression.name))),
            .query(
                "metric", "What the values are.",
                JSONSchema.choice(AnalyticsFrame.Metric.allCases.map(\.rawValue))
                    .standard(.string(AnalyticsFrame.Metric.eventCounts.rawValue))),
            .query(
                "timeframe", "How long a time, and in what steps.",
                JSONSchema.choice(Frame.allCases.map(\.rawValue))
                    .standard(.string(Frame.hour.rawValue))),
            .query(
                "weekHoursSpan", "Hours in a step of a week.",
                JSONSchema.integer(1...168).standard(6)),
            .query("start", "When it starts; a time frame before the end without it.", Self.time),
            .query("end", "When it ends; now without it.", Self.time),
            .query(
                "timezone", "What steps are counted in.",
                JSONSchema.choice(["UTC"]).standard("UTC")),
            .query(
                "limit", "How many values at most.",
                JSONSchema.integer(1...limits.analyticsValuesLimit)
                    .standard(.integer(limits.analyticsValues))),
        ]
    }

    /// Milliseconds since 1970, a date, or a time.
    private static let time = JSONSchema.text(
        "^([0-9]{1,13}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
            + "([Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?)$",
        lengths: 1...40)
}
