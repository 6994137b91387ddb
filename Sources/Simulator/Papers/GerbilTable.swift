// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives

/// The simulation that gossipsub was first measured in.
///
/// - Source: vyzo/gerbil-simsub, README, and gists of its author for more nodes.
public struct GerbilTable {
    /// What runs in the published set-up.
    public enum Contender: String, CaseIterable, Sendable {
        /// Gossipsub 1.0 as it was measured.
        case plain10 = "plain v1.0"
        /// Gossipsub 1.1 as it was measured.
        case plain11 = "plain v1.1"
        /// Our routers, and the direct lanes of validators.
        case outpace = "Outpace, both lanes"
    }

    private static let histogramNames = ["0-100 ms", "100-200 ms", "200-300 ms", "300-400 ms"]
    private let run: PaperRun

    init(_ run: PaperRun) { self.run = run }

    private var messageCount: Int { run.seconds ?? (run.nodes == 100 ? 10 : 60) }

    func make(_ progress: (PaperProgress) -> Bool) -> PaperTable {
        var work = PaperWork(total: Contender.allCases.count * run.seeds)
        var rows: [PaperTable.Row] = []
        var notes: [String] = []
        for contender in Contender.allCases {
            var sum = RunSum()
            var validators = RunSum()
            for seed in run.seedRange where !work.isStopped {
                let world = Self.world(
                    contender, nodes: run.nodes, messages: messageCount, seed: seed)
                sum.add(world)
                validators.add(world, .validators)
                work.finish(contender.rawValue, progress)
            }
            let values = sum.histogram(4) + sum.values()
            let published = isAsPublished ? published(contender) : nil
            if let published {
                rows.append(
                    PaperTable.Row(
                        "published " + contender.rawValue.dropFirst(6), isPublished: true,
                        published))
            }
            rows.append(PaperTable.Row(contender.rawValue, values))
            if let published {
                rows.append(
                    PaperTable.Row(
                        "  difference, %", zip(values, published).map(Self.difference)))
            }
            if contender == .outpace {
                rows.append(
                    PaperTable.Row(
                        "  to the author's channel",
                        validators.histogram(4) + validators.values(hasTraffic: false)))
            } else if let low = sum.fewest, let high = sum.most, sum.runs > 1 {
                notes.append(
                    "\(contender.rawValue): from \(low.iwant) to \(high.iwant) iwant in a run; the"
                        + " published numbers are of one run.")
            }
        }
        return table(rows, notes)
    }

    private func table(_ rows: [PaperTable.Row], _ notes: [String]) -> PaperTable {
        PaperTable(
            title: "gerbil-simsub, \(run.nodes) nodes",
            setUp: """
                \(run.nodes) nodes dial 20 others each; links of 10 to 150 ms and up to 10 % \
                more; heartbeats of 1 s from 1 s on, each node's phase drawn; D 6, Dlo 4, cut \
                above 12; \(messageCount) messages of 100 octets, one a second from 5 s on, by 5 \
                sources; counted from the start until 10 s after the last. v1.0 tells 6 peers \
                what it has, v1.1 draws each with a chance of a quarter, at least 6, and floods \
                its own messages. No scores. Averages of \(run.seeds) seeds.
                """,
            columns: Self.histogramNames.map { PaperTable.Column($0) } + RunSum.columns,
            rows: rows,
            notes: notes + [
                "Outpace: every node is a validator of one channel of 25 (a channel has no"
                    + " more) and is connected to the other 24; it dials 8 others instead of 20,"
                    + " so that it has no more connections. The author sends its statement to its"
                    + " channel directly, and nobody who knows that sends it there again;"
                    + " everybody else gets it by gossip with the production parameters.",
                "copies: messages sent for each delivery. MB: octets of encoded RPCs and"
                    + " lane frames, without Noise, yamux and TCP.",
            ])
    }

    /// One run, at its end: 15 s of virtual time, and one more for each message.
    public static func world(
        _ contender: Contender, nodes: Int, messages: Int, seed: UInt64
    ) -> GossipWorld {
        var world = GossipWorld(layout(contender, nodes: nodes), seed: seed)
        var generator = SeededGenerator(seed: seed ^ 0x6765_7262_696c)
        let sources = (0..<nodes).shuffled(using: &generator).prefix(5)
        for number in 0..<messages {
            world.run(until: .seconds(5 + number))
            world.publish(by: sources.randomElement(using: &generator) ?? 0, octets: 100)
        }
        world.run(until: .seconds(5 + messages + 10))
        return world
    }

    private static func layout(_ contender: Contender, nodes: Int) -> GossipLayout {
        var layout = GossipLayout(
            nodeCount: nodes, dials: 20...20,
            latency: .uniform(microseconds: 10_000...150_000, jitterPerMille: 100))
        layout.firstHeartbeatDelay = .seconds(1)
        switch contender {
        case .plain10:
            layout.version = .v10
            layout.parameters = published
            layout.parameters.floodsOwnMessages = false
            layout.parameters.gossipFactorPercent = 0
        case .plain11:
            layout.parameters = published
            layout.parameters.drawsEachGossipPeer = true
        case .outpace:
            layout.version = .v12
            layout.parameters = .standard
            layout.lanes = GossipLayout.Lanes()
        }
        return layout
    }

    /// Plain gossipsub where the published simulation differs from what is deployed: it cuts a mesh
    /// above 12 and not at 12, does not care who dialled, and knows no scores.
    private static var published: GossipParameters {
        var parameters = GossipParameters.plain
        parameters.degreeHigh = 13
        parameters.degreeOutbound = 0
        parameters.opportunisticHeartbeatCount = .max
        return parameters
    }

    /// Whether the run is one that somebody published numbers of.
    private var isAsPublished: Bool {
        run.seconds == nil && [100, 250, 500, 1_000].contains(run.nodes)
    }

    private func published(_ contender: Contender) -> [Double?]? {
        let messages: Double
        switch (contender, run.nodes) {
        case (.plain10, 100):
            return [156, 722, 112, 0, 6_280, 7_212, 44, 372, 7, 100] + Self.unknown(3) + [
                6_280.0 / 990, nil,
            ]
        case (.plain11, 100):
            return [527, 463, 0, 0, 6_738, 9_516, 30, 372, 7, 100] + Self.unknown(3) + [
                6_738.0 / 990, nil,
            ]
        case (.plain10, 250): messages = 96_320
        case (.plain11, 250): messages = 100_112
        case (.plain10, 500): messages = 189_451
        case (.plain11, 500): messages = 193_171
        case (.plain10, 1_000): messages = 377_370
        case (.plain11, 1_000): messages = 381_920
        default: return nil
        }
        let isLargest = contender == .plain10 && run.nodes == 1_000
        let histogram: [Double?] = isLargest ? [1_334, 20_818, 36_508, 1_280] : Self.unknown(4)
        let deliveries = Double(60 * (run.nodes - 1))
        return histogram + [messages] + Self.unknown(8) + [messages / deliveries, nil]
    }

    private static func unknown(_ count: Int) -> [Double?] {
        [Double?](repeating: nil, count: count)
    }

    private static func difference(_ ours: Double?, _ theirs: Double?) -> Double? {
        guard let ours, let theirs, theirs != 0 else { return nil }
        return (ours - theirs) * 100 / theirs
    }
}
