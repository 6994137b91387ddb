// This source file is part of the Outpace project. License: see LICENSE.

/// What some runs of one set-up came to, on average.
struct RunSum {
    /// Columns that every table has, after its own.
    static let columns = [
        PaperTable.Column("messages"), PaperTable.Column("ihave"), PaperTable.Column("iwant"),
        PaperTable.Column("graft"), PaperTable.Column("prune"),
        PaperTable.Column("delivered %", decimals: 3), PaperTable.Column("p50 ms"),
        PaperTable.Column("p99 ms"), PaperTable.Column("max ms"),
        PaperTable.Column("copies", decimals: 2), PaperTable.Column("MB", decimals: 2),
    ]

    private(set) var runs = 0
    private var totals = GossipTotals()
    private var summary = DeliveryBook.Summary()
    private var medians = 0.0, tails = 0.0
    private(set) var fewest: GossipTotals?
    private(set) var most: GossipTotals?

    /// The whole traffic, with the deliveries to some of the nodes.
    mutating func add(_ world: GossipWorld, _ audience: DeliveryBook.Audience = .everybody) {
        let one = world.book.summary(audience)
        runs += 1
        let sent = world.totals
        totals.messages += sent.messages
        totals.direct += sent.direct
        totals.repaired += sent.repaired
        totals.ihave += sent.ihave
        totals.iwant += sent.iwant
        totals.graft += sent.graft
        totals.prune += sent.prune
        totals.messageOctets += sent.octets
        summary.messages += one.messages
        summary.expected += one.expected
        summary.deliveries += one.deliveries
        summary.longest = max(summary.longest, one.longest)
        medians += one.p50
        tails += one.p99
        for (step, count) in one.histogram.enumerated() {
            if summary.histogram.count <= step { summary.histogram.append(0) }
            summary.histogram[step] += count
        }
        if fewest.map({ sent.iwant < $0.iwant }) ?? true { fewest = sent }
        if most.map({ sent.iwant > $0.iwant }) ?? true { most = sent }
    }

    /// The values of `columns`; without traffic, only those about deliveries.
    func values(hasTraffic: Bool = true) -> [Double?] {
        guard runs > 0 else { return Self.columns.map { _ in nil } }
        let sent: [Double?] = [
            mean(totals.messages), mean(totals.ihave), mean(totals.iwant), mean(totals.graft),
            mean(totals.prune),
        ]
        let delivered: [Double?] = [
            summary.percent, medians / Double(runs), tails / Double(runs), summary.longest,
        ]
        let copies = Double(totals.messages) / Double(max(1, summary.deliveries))
        let cost: [Double?] = [copies, mean(totals.messageOctets) / 1_000_000]
        guard hasTraffic else { return sent.map { _ in nil } + delivered + cost.map { _ in nil } }
        return sent + delivered + cost
    }

    /// Deliveries by their delay, in steps of 100 ms, so many of them.
    func histogram(_ steps: Int) -> [Double?] {
        (0..<steps).map { step in
            runs == 0
                ? nil : mean(step < summary.histogram.count ? summary.histogram[step] : 0)
        }
    }

    /// Messages of one run.
    var messageCount: Double { mean(summary.messages) }

    private func mean(_ sum: Int) -> Double { Double(sum) / Double(max(1, runs)) }
}

/// Counts runs and tells how far the work is.
struct PaperWork {
    private let total: Int
    private var done = 0
    /// Whether somebody wants the work to end.
    private(set) var isStopped = false

    init(total: Int) { self.total = total }

    mutating func finish(_ label: String, _ progress: (PaperProgress) -> Bool) {
        done += 1
        let goesOn = progress(PaperProgress(done: done, total: total, label: label))
        if !goesOn { isStopped = true }
    }
}
