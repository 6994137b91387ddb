// This source file is part of the Outpace project. License: see LICENSE.

/// A page of metrics in the Prometheus text format, version 0.0.4.
///
/// Families are written in the order they are added; one without samples is left out. Names are
/// ours, so a wrong one is a bug; label values are not, so they are escaped.
package struct MetricsPage: Sendable {
    /// What `Content-Type` the page has.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// What a family's values mean.
    package enum Kind: String, Sendable {
        /// Only grows, until the process ends; the name ends in `_total`.
        case counter
        /// Goes up and down.
        case gauge
        /// Observations in buckets.
        case histogram
        /// A gauge whose name ends in `_total` all the same: linters take that from no other kind.
        case untyped
    }

    /// One value of a family.
    package struct Sample: Sendable {
        let labels: [(name: String, value: String)]
        let text: String

        /// A whole number.
        package init(_ labels: KeyValuePairs<String, String>, _ value: some BinaryInteger) {
            self.labels = labels.map { ($0.key, $0.value) }
            text = String(value)
        }

        /// A truth value: 1 or 0.
        package init(_ labels: KeyValuePairs<String, String>, _ value: Bool) {
            self.init(labels, value ? 1 : 0)
        }

        /// A whole number without labels.
        package init(_ value: some BinaryInteger) { self.init([:], value) }

        /// A truth value without labels: 1 or 0.
        package init(_ value: Bool) { self.init([:], value) }

        /// A number without labels.
        package init(_ value: Double) { self.init([:], value) }

        /// A number.
        package init(_ labels: KeyValuePairs<String, String>, _ value: Double) {
            self.labels = labels.map { ($0.key, $0.value) }
            text = MetricsPage.number(value)
        }
    }

    /// The page so far.
    package private(set) var text = ""
    private var names: Set<String> = []

    /// An empty page.
    package init() {}

    /// Adds a family of single values.
    package mutating func add(_ name: String, _ kind: Kind, help: String, _ samples: [Sample]) {
        precondition(kind != .histogram, "\(name) is not added as a histogram")
        let isTotal = kind == .counter || kind == .untyped
        precondition(isTotal == name.hasSuffix("_total"), "\(name) is a \(kind)")
        guard !samples.isEmpty else { return }
        begin(name, kind, help: help)
        for sample in samples { append(name, sample.labels, sample.text) }
    }

    /// Adds a histogram without labels.
    package mutating func add(_ name: String, help: String, _ histogram: Histogram) {
        begin(name, .histogram, help: help)
        var cumulated: UInt64 = 0
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            cumulated += count
            append("\(name)_bucket", [("le", Self.number(bound))], String(cumulated))
        }
        append("\(name)_bucket", [("le", "+Inf")], String(histogram.count))
        append("\(name)_sum", [], Self.number(histogram.sum))
        append("\(name)_count", [], String(histogram.count))
    }

    private mutating func begin(_ name: String, _ kind: Kind, help: String) {
        precondition(Self.isName(name), "\(name) is not the name of a metric")
        precondition(names.insert(name).inserted, "\(name) is on the page already")
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n"
        text += "# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func append(
        _ name: String, _ labels: [(name: String, value: String)], _ value: String
    ) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { label in
                precondition(Self.isName(label.name), "\(label.name) is not the name of a label")
                return "\(label.name)=\"\(Self.escaped(label.value, quotes: true))\""
            }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(value)\n"
    }

    private static func isName(_ text: String) -> Bool {
        let isStart = text.utf8.first.map { $0 == 0x5f || (0x61...0x7a).contains($0) } ?? false
        return isStart
            && text.utf8.allSatisfy {
                $0 == 0x5f || (0x61...0x7a).contains($0) || (0x30...0x39).contains($0)
            }
    }

    /// A backslash before what would end the text; line ends as `\n`.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value.description
    }
}
