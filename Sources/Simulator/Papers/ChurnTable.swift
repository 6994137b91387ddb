// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives

/// A thousand peers that come and go.
///
/// - Source: ankitku/lean-gossip, README and simulator.
struct ChurnTable {
    /// What runs in the published set-up.
    enum Contender: String, CaseIterable {
        case plain = "plain, D 8, Dlazy 1"
        case outpace = "Outpace, both lanes"
    }

    /// Of a peer's chance to publish in one tick of 100 ms, in 10 millionths: one message in 384 s.
    private static let chance: UInt64 = 2_604
    private static let warmUp = 20
    private static let linger = 15
    private let run: PaperRun

    init(_ run: PaperRun) { self.run = run }

    private var seconds: Int { run.seconds ?? 200 }

    func make(_ progress: (PaperProgress) -> Bool) -> PaperTable {
        var work = PaperWork(total: run.churn.count * Contender.allCases.count * run.seeds)
        var rows: [PaperTable.Row] = []
        var messages = 0.0
        for churn in run.churn {
            if run.nodes == 1_000, let published = Self.published(churn) {
                rows.append(
                    PaperTable.Row(
                        "\(churn) %: published, D 8, Dlazy 1", isPublished: true, published))
            }
            for contender in Contender.allCases {
                var sum = RunSum()
                var validators = RunSum()
                for seed in run.seedRange where !work.isStopped {
                    let world = world(contender, churn: churn, seed: seed)
                    sum.add(world)
                    validators.add(world, .validators)
                    work.finish("\(churn) %, \(contender.rawValue)", progress)
                }
                messages = max(messages, sum.messageCount)
                rows.append(
                    PaperTable.Row("\(churn) %: \(contender.rawValue)", sum.values()))
                guard contender == .outpace else { continue }
                rows.append(
                    PaperTable.Row(
                        "  to the author's channel", validators.values(hasTraffic: false)))
            }
        }
        return table(rows, messages: Int(messages))
    }

    private func table(_ rows: [PaperTable.Row], messages: Int) -> PaperTable {
        PaperTable(
            title: "lean-gossip, \(run.nodes) peers that come and go",
            setUp: """
                \(run.nodes) peers dial 40 to 80 others each; three regions with normally \
                distributed delays of 30 to 220 ms in the mean, in ticks of 100 ms; 25 Mbit/s of \
                uplink each; messages of 1 536 octets, one of each peer in 384 s; heartbeats of \
                1 s. The given share of peers leaves with a chance of 1 % and returns with one \
                of 5 % at every tick; a peer that returns has forgotten all of gossip. \
                \(Self.warmUp) s to warm up, \(seconds) s of about \(messages) messages, \
                \(Self.linger) s to arrive; the churn goes on all the time. Delivered: of all \
                peers, also those that were away. Averages of \(run.seeds) seeds.
                """,
            columns: RunSum.columns, rows: rows,
            notes: [
                "The publication names 1 000 s; its stored results have about 550 messages"
                    + " in each run, which is what its rate gives in 200 s. In a short run"
                    + " one message that is lost as a whole, because its author leaves with it,"
                    + " shows in the shares and in p99.",
                "Outpace: every peer is a validator of one channel of 25 and connected to"
                    + " the other 24; it dials 12 others fewer. What a validator has of its"
                    + " channel outlives a restart. Two validators compare when they connect, and"
                    + " every 10 s and up to a quarter more what is older than 2 s, with the"
                    + " production code of range-based reconciliation, and hand over what differs;"
                    + " the production node leaves out what it has asked another one for, the model"
                    + " does not, so that its traffic is an upper bound."
                    + " Gossip alone brings a message to other channels, with the production"
                    + " parameters (D 6, Dlazy 6).",
                "copies: messages sent for each delivery to a peer that had not had it. MB:"
                    + " octets of encoded RPCs, lane frames and comparisons, without Noise, yamux"
                    + " and TCP.",
            ])
    }

    /// One run, at its end.
    private func world(_ contender: Contender, churn: Int, seed: UInt64) -> GossipWorld {
        let layout = Self.layout(contender, nodes: run.nodes, churn: churn)
        var world = GossipWorld(layout, seed: seed)
        var generator = SeededGenerator(seed: seed ^ 0x6c65_616e)
        let ticks = (Self.warmUp + seconds) * 10
        for tick in 20..<ticks {
            world.run(until: .milliseconds(tick * 100))
            if tick == Self.warmUp * 10 { world.beginMeasuring() }
            for node in 0..<run.nodes {
                let isPublishing = generator.next() % 10_000_000 < Self.chance
                if isPublishing { world.publish(by: node, octets: 1_536) }
            }
        }
        world.run(until: .seconds(Self.warmUp + seconds + Self.linger))
        return world
    }

    static func layout(_ contender: Contender, nodes: Int, churn: Int) -> GossipLayout {
        let most = min(80, nodes / 3)
        var layout = GossipLayout(nodeCount: nodes, dials: (most / 2)...most, latency: .regions)
        layout.uplinkOctetsPerSecond = 25_000_000 / 8
        layout.churn = churn > 0 ? GossipLayout.Churn(sharePerMille: churn * 10) : nil
        switch contender {
        case .plain:
            layout.version = .v10
            layout.parameters.floodsOwnMessages = false
            layout.parameters.degree = 8
            layout.parameters.degreeLow = 8
            layout.parameters.degreeHigh = 11
            layout.parameters.degreeOutbound = 0
            layout.parameters.degreeLazy = 1
            layout.parameters.gossipFactorPercent = 0
            layout.parameters.score.behaviourWeight = 0
        case .outpace:
            layout.version = .v12
            layout.parameters = .standard
            var lanes = GossipLayout.Lanes()
            lanes.reconciles = true
            layout.lanes = lanes
        }
        return layout
    }

    private static func published(_ churn: Int) -> [Double?]? {
        let (delivered, tail): (Double, Double)
        switch churn {
        case 0: (delivered, tail) = (100, 700)
        case 10: (delivered, tail) = (99.6, 3_200)
        case 20: (delivered, tail) = (99.3, 4_800)
        case 30: (delivered, tail) = (98.8, 7_800)
        default: return nil
        }
        return [nil, nil, nil, nil, nil, delivered, nil, tail, nil, nil, nil]
    }
}
