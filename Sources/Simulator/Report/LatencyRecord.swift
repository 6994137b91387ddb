// This source file is part of the Outpace project. License: see LICENSE.

/// The latencies of a run, from acknowledgement to approval, in seconds.
public struct LatencyRecord: Hashable, Sendable {
    /// The latencies of one stretch of time, by when the events were acknowledged.
    public struct Bucket: Hashable, Sendable {
        /// Where the stretch begins.
        public var from: Double
        /// Where it ends.
        public var until: Double
        /// Events of it that were paid.
        public var count: Int
        /// Half of them waited no longer.
        public var median: Double
        /// 95 of 100 waited no longer.
        public var high: Double
        /// The longest.
        public var highest: Double
        /// Events of it that were never paid.
        public var unpaidCount: Int
    }

    /// Events acknowledged, each once.
    public var acknowledgedCount = 0
    /// Events paid where they were first acknowledged.
    public var paidCount = 0
    /// Acknowledged events that were too many to follow.
    public var untrackedCount = 0
    /// All latencies, ascending.
    public var sorted: [Float] = []
    /// Over time.
    public var buckets: [Bucket] = []

    /// No event.
    public init() {}

    /// Sums up what a book holds over a run of this length.
    public init(_ book: LatencyBook, duration: Double, bucketCount: Int = 120) {
        acknowledgedCount = book.acknowledgedCount
        untrackedCount = book.untrackedCount
        paidCount = book.waits.count
        sorted = book.waits.map(\.wait).sorted()
        let width = max(duration, 0.001) / Double(bucketCount)
        var waits = [[Float]](repeating: [], count: bucketCount)
        var unpaid = [Int](repeating: 0, count: bucketCount)
        func place(_ at: Float) -> Int { min(bucketCount - 1, max(0, Int(Double(at) / width))) }
        for wait in book.waits { waits[place(wait.at)].append(wait.wait) }
        for at in book.unpaid { unpaid[place(at)] += 1 }
        for bucket in 0..<bucketCount where !waits[bucket].isEmpty || unpaid[bucket] > 0 {
            let values = waits[bucket].sorted()
            buckets.append(
                Bucket(
                    from: Double(bucket) * width, until: Double(bucket + 1) * width,
                    count: values.count, median: Self.quantile(0.5, of: values),
                    high: Self.quantile(0.95, of: values), highest: Double(values.last ?? 0),
                    unpaidCount: unpaid[bucket]))
        }
    }

    /// The value that this share of all does not exceed; 0 for none.
    public func quantile(_ share: Double) -> Double { Self.quantile(share, of: sorted) }

    static func quantile(_ share: Double, of sorted: [Float]) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let place = Int((share * Double(sorted.count)).rounded(.up)) - 1
        return Double(sorted[min(sorted.count - 1, max(0, place))])
    }
}
