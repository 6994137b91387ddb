// This source file is part of the Outpace project. License: see LICENSE.

/// The latest readings of one node, for the rates between them.
struct NodeHistory: Sendable {
    /// Rates are taken over this long.
    private static let window = Duration.seconds(4)
    private static let readingLimit = 32

    private var readings: [NodeReading] = []
    /// Whether the last question was answered.
    private(set) var isAnswering = false

    /// The last answer; kept while the node does not answer.
    var latest: NodeReading? { readings.last }

    /// Takes an answer, or nil for none.
    mutating func add(_ reading: NodeReading?) {
        isAnswering = reading != nil
        guard let reading else {
            if let last = readings.last { readings = [last] }
            return
        }
        readings.append(reading)
        while readings.count > Self.readingLimit
            || readings.count > 2 && readings[1].at.duration(to: reading.at) >= Self.window
        {
            readings.removeFirst()
        }
    }

    /// Events posted to this node per second; nil while unknown.
    var receivedPerSecond: Double? { rate { $0.received } }

    /// Events paid per second, all channels.
    var paidPerSecond: Double? {
        rate { Double($0.channels.reduce(0) { $0 &+ $1.eventCount }) }
    }

    /// States approved per second, all channels.
    var statesPerSecond: Double? {
        rate { Double($0.channels.reduce(0) { $0 &+ $1.sequence }) }
    }

    private func rate(_ value: (NodeReading) -> Double?) -> Double? {
        guard isAnswering, readings.count > 1, let first = readings.first, let last = readings.last,
            let before = value(first), let after = value(last)
        else { return nil }
        let seconds = first.at.duration(to: last.at).seconds
        // A restarted node counts from zero again.
        return seconds > 0 ? max(0, after - before) / seconds : nil
    }
}
