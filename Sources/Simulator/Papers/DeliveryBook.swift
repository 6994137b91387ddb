// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// When which node got which message.
public struct DeliveryBook: Sendable {
    /// Whose deliveries are looked at.
    public enum Audience: Hashable, Sendable {
        /// All honest nodes.
        case everybody
        /// The validators of the author's channel.
        case validators
    }

    /// What happened to some messages.
    public struct Summary: Hashable, Sendable {
        /// Messages published.
        public var messages = 0
        /// Deliveries that there should be, authors not counted.
        public var expected = 0
        /// Deliveries that there were.
        public var deliveries = 0
        /// The delay that half of the deliveries had at most, in milliseconds.
        public var p50 = 0.0
        /// The delay that 99 of 100 deliveries had at most, in milliseconds.
        public var p99 = 0.0
        /// The longest delay, in milliseconds.
        public var longest = 0.0
        /// Deliveries by their delay, in steps of 100 ms.
        public var histogram: [Int] = []

        /// What of the expected deliveries there was, in percent.
        public var percent: Double {
            expected == 0 ? 100 : Double(deliveries) * 100 / Double(expected)
        }
    }

    private struct Entry {
        let author: Int
        let published: Instant
        /// Microseconds from the publishing, and 1; 0 for never.
        var delays: [UInt32]
    }

    private let layout: GossipLayout
    private var entries: [Entry] = []
    /// The first message that counts.
    private var firstMeasured = 0

    init(_ layout: GossipLayout) { self.layout = layout }

    /// How many messages were published.
    public var count: Int { entries.count }

    /// From now on messages count; those before were to warm up.
    mutating func beginMeasuring() { firstMeasured = entries.count }

    mutating func publish(by author: Int, at now: Instant) {
        let delays = [UInt32](repeating: 0, count: layout.nodeCount)
        entries.append(Entry(author: author, published: now, delays: delays))
    }

    /// Notes a delivery; later ones of the same message change nothing.
    mutating func deliver(_ message: Int, to node: Int, at now: Instant) {
        guard node < layout.nodeCount, entries[message].delays[node] == 0 else { return }
        let elapsed = now.nanoseconds - entries[message].published.nanoseconds
        entries[message].delays[node] = UInt32(clamping: elapsed / 1_000 + 1)
    }

    func author(of message: Int) -> Int { entries[message].author }

    func published(_ message: Int) -> Instant { entries[message].published }

    /// Whether a node was handed a message.
    public func isDelivered(_ message: Int, to node: Int) -> Bool {
        entries[message].delays[node] > 0
    }

    /// What happened to the messages that count.
    public func summary(_ audience: Audience = .everybody) -> Summary {
        var summary = Summary()
        var delays: [UInt32] = []
        for entry in entries[firstMeasured...] {
            summary.messages += 1
            for node in nodes(audience, of: entry.author) where node != entry.author {
                summary.expected += 1
                if entry.delays[node] > 0 { delays.append(entry.delays[node] - 1) }
            }
        }
        summary.deliveries = delays.count
        guard !delays.isEmpty else { return summary }
        delays.sort()
        summary.p50 = Self.milliseconds(delays[(delays.count - 1) / 2])
        summary.p99 = Self.milliseconds(delays[(delays.count - 1) * 99 / 100])
        summary.longest = Self.milliseconds(delays[delays.count - 1])
        for delay in delays {
            let step = Int(delay) / 100_000
            while summary.histogram.count <= min(step, 99) { summary.histogram.append(0) }
            summary.histogram[min(step, 99)] += 1
        }
        return summary
    }

    private func nodes(_ audience: Audience, of author: Int) -> Range<Int> {
        switch audience {
        case .everybody: 0..<layout.nodeCount
        case .validators: layout.channel(of: author) ?? 0..<layout.nodeCount
        }
    }

    private static func milliseconds(_ microseconds: UInt32) -> Double {
        Double(microseconds) / 1_000
    }
}
