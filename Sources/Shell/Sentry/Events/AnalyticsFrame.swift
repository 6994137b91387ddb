// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives

/// What an analytics request asks for, read from its query.
struct AnalyticsFrame: Sendable {
    /// How long a time is looked at, and in what steps.
    enum Timeframe: String, CaseIterable, Sendable {
        case year
        case month
        case week
        case day
        case hour

        /// How many hours are looked at when no start is given.
        var hours: UInt64 {
            switch self {
            case .year: 365 * 24
            case .month: 30 * 24
            case .week: 7 * 24
            case .day: 24
            case .hour: 1
            }
        }

        /// Hours in a step.
        func step(weekHours: UInt64) -> UInt64 {
            switch self {
            case .year: 30 * 24
            case .month: 24
            case .week: weekHours
            case .day, .hour: 1
            }
        }
    }

    /// What the values are.
    enum Metric: String, CaseIterable, Sendable {
        case eventCounts
        case eventPayouts
    }

    /// The longest time that one request may look at, in hours.
    static let hoursLimit: UInt64 = 366 * 24

    let type: EventType
    let metric: Metric
    let limit: Int
    let isByChannel: Bool
    /// The starts of the steps and the end of the last, in whole hours since 1970.
    let bounds: [UInt64]

    init(_ request: APIRequest, now: Timestamp, limits: SentryLimits) throws(APIFault) {
        let types = EventType.priced.map(\.name)
        let name = try Self.choice("eventType", of: types, request) ?? EventType.impression.name
        type = EventType(name: name) ?? .impression
        let metrics = Metric.allCases.map(\.rawValue)
        metric =
            try Self.choice("metric", of: metrics, request)
            .flatMap { Metric(rawValue: $0) } ?? .eventCounts
        let frames = Timeframe.allCases.map(\.rawValue)
        let frame =
            try Self.choice("timeframe", of: frames, request)
            .flatMap { Timeframe(rawValue: $0) } ?? .hour
        limit = Int(
            try request.queryNumber("limit", in: 1...UInt64(limits.analyticsValuesLimit))
                ?? UInt64(limits.analyticsValues))
        isByChannel =
            try Self.choice("segmentByChannel", of: ["true", "false"], request) == "true"
        _ = try Self.choice("timezone", of: ["UTC"], request)
        let weekHours = try request.queryNumber("weekHoursSpan", in: 1...168) ?? 6
        bounds = try Self.bounds(
            frame, step: frame.step(weekHours: weekHours), request, now: now)
    }

    /// Steps count from 1970, so that equal questions have equal steps; the first and the last are
    /// whole ones.
    private static func bounds(
        _ frame: Timeframe, step: UInt64, _ request: APIRequest, now: Timestamp
    ) throws(APIFault) -> [UInt64] {
        let end = try time("end", request) ?? now
        let start =
            try time("start", request)
            ?? end.subtracting(milliseconds: frame.hours * 3_600_000 - 1)
        let first = start.milliseconds / 3_600_000 / step * step
        let (hours, rest) = end.milliseconds.quotientAndRemainder(dividingBy: 3_600_000)
        let endHour = hours + (rest == 0 ? 0 : 1)
        let last = (endHour + step - 1) / step * step
        guard start < end else {
            throw .badRequest(
                "start: \(ISO8601.text(start)) is not before the end, \(ISO8601.text(end)); "
                    + "allowed: an earlier time", key: "start")
        }
        guard last - first <= hoursLimit + 2 * step else {
            throw .badRequest(
                "start: \(ISO8601.text(start)) is more than 366 days before the end, "
                    + "\(ISO8601.text(end)); allowed: a later time", key: "start")
        }
        return Array(stride(from: first, through: last, by: UInt64.Stride(step)))
    }

    private static func time(
        _ name: String, _ request: APIRequest
    ) throws(APIFault) -> Timestamp? {
        guard let text = request.queryValue(name) else { return nil }
        // A time is at most what a calendar has: 13 digits reach beyond the year 2200.
        if (1...13).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let milliseconds = UInt64(text)
        {
            return Timestamp(milliseconds: milliseconds)
        }
        guard let time = ISO8601.timestamp(text) ?? ISO8601.timestamp(text + "T00:00:00Z") else {
            throw .badRequest(
                "\(name): found \"\(text.excerpt)\"; allowed: milliseconds since 1970, a date, "
                    + "or a time like 2026-01-31T12:00:00.000Z", key: name)
        }
        return time
    }

    private static func choice(
        _ name: String, of allowed: [String], _ request: APIRequest
    ) throws(APIFault) -> String? {
        guard let text = request.queryValue(name) else { return nil }
        guard allowed.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else {
            throw .badRequest(
                "\(name): found \"\(text.excerpt)\"; "
                    + "allowed: \(allowed.joined(separator: ", "))", key: name)
        }
        return text
    }
}
