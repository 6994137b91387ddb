// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives

/// The baseline of the gossipsub evaluation report, and its attacks.
///
/// - Source: PL-TechRep-2020-001; set-ups in libp2p/gossipsub-hardening.
struct EvaluationTable {
    /// What runs in the published set-up.
    enum Contender: String, CaseIterable {
        case plain = "plain v1.1, scores as listed"
        case outpace = "Outpace, both lanes"
    }

    private static let warmUp = 5
    private static let coolDown = 10
    private let run: PaperRun

    init(_ run: PaperRun) { self.run = run }

    private var seconds: Int { run.seconds ?? (run.attacks.isEmpty ? 10 : 30) }
    private var publisherCount: Int { max(1, run.nodes / 10) }
    private var messagesPerSecond: Int { max(1, run.nodes * 120 / 1_000) }

    func make(_ progress: (PaperProgress) -> Bool) -> PaperTable {
        let cases: [SybilAttack?] = [nil] + run.attacks
        var work = PaperWork(total: cases.count * Contender.allCases.count * run.seeds)
        var rows: [PaperTable.Row] = []
        for attack in cases {
            let name = attack?.rawValue ?? "baseline"
            if attack == .coldBoot, run.nodes == 1_000 {
                for (suffix, tail) in [("", 1_177.0), (" and opportunistic grafts", 1_027)] {
                    rows.append(
                        PaperTable.Row(
                            "\(name): published, factor 0.4\(suffix)", isPublished: true,
                            [nil, nil, nil, nil, nil, nil, nil, tail, nil, nil, nil]))
                }
            }
            for contender in Contender.allCases {
                var sum = RunSum()
                var validators = RunSum()
                for seed in run.seedRange where !work.isStopped {
                    let world = world(contender, attack, seed: seed)
                    sum.add(world)
                    validators.add(world, .validators)
                    work.finish("\(name), \(contender.rawValue)", progress)
                }
                rows.append(PaperTable.Row("\(name): \(contender.rawValue)", sum.values()))
                guard contender == .outpace else { continue }
                rows.append(
                    PaperTable.Row(
                        "  to the author's channel", validators.values(hasTraffic: false)))
            }
        }
        return table(rows)
    }

    private func table(_ rows: [PaperTable.Row]) -> PaperTable {
        let attacked =
            run.attacks.isEmpty
            ? ""
            : " Sybils: as many for each honest node, and each of as many connections, as in the"
                + " report."
        return PaperTable(
            title: "gossipsub evaluation report, \(run.nodes) honest nodes",
            setUp: """
                \(run.nodes) honest nodes dial 20 others each, a tenth of them publish; links of \
                25 ms and up to 10 % more, 10 Gbit/s; D 8, Dlo 6, Dhi 12, Dscore 6, Dlazy 12, \
                factor 0.25, floods; \(messagesPerSecond) messages of 2 KiB a second. \
                \(Self.warmUp) s to warm up, \(seconds) s of messages, \(Self.coolDown) s to \
                arrive.\(attacked) Averages of \(run.seeds) seeds.
                """,
            columns: RunSum.columns, rows: rows,
            notes: [
                "The report warms up for 30 s, runs for 3 min (5 min in covert-flash) and"
                    + " has 1 000 honest nodes; its results are figures of which only the printed"
                    + " ones are known in numbers. P3 counts after a minute in the mesh, so that"
                    + " it has no part in a shorter run. What is published of cold-boot is printed"
                    + " with 1 000 nodes only; fewer are nearer to each other.",
                "Outpace: every honest node is a validator of one channel of 25, with the"
                    + " production parameters and scores; Sybils are no validators, and have no"
                    + " lanes. In co-location P6 has a weight of -10 above 5 peers at an address,"
                    + " for both.",
                "Honest nodes dial honest nodes only; in the report they share their connections"
                    + " with the Sybils, so that its attacks are harder than these.",
                "copies: messages that honest nodes sent for each delivery to an honest"
                    + " node. MB: octets of encoded RPCs and lane frames, without Noise, yamux and"
                    + " TCP.",
            ])
    }

    /// One run, at its end.
    private func world(
        _ contender: Contender, _ attack: SybilAttack?, seed: UInt64
    ) -> GossipWorld {
        var layout = Self.layout(contender, nodes: run.nodes)
        var begin = Self.warmUp
        if let attack {
            let plan = plan(attack)
            layout.sybils = plan
            let latest = max(plan.connectsAt, plan.attacksAt)
            begin = max(begin, Int(latest.components.seconds))
            if attack == .colocation {
                layout.parameters.score.colocationWeight = -10
                layout.parameters.score.colocationThreshold = 5
            }
        }
        var world = GossipWorld(layout, seed: seed)
        var generator = SeededGenerator(seed: seed ^ 0x6576_616c)
        let gap = 1_000_000 / messagesPerSecond
        var time = 2_000_000
        let end = (begin + seconds) * 1_000_000
        var isMeasuring = false
        // Messages flow before the attack too, or scores would have nothing to go by.
        if attack == nil { time = begin * 1_000_000 }
        while time < end {
            world.run(until: .microseconds(time))
            if !isMeasuring, time >= begin * 1_000_000 {
                world.beginMeasuring()
                isMeasuring = true
            }
            let publisher = Int(generator.next() % UInt64(publisherCount)) * 10
            world.publish(by: publisher, octets: 2_048)
            time += gap
        }
        world.run(until: .seconds(begin + seconds + Self.coolDown))
        return world
    }

    private static func layout(_ contender: Contender, nodes: Int) -> GossipLayout {
        var layout = GossipLayout(
            nodeCount: nodes, dials: 20...20,
            latency: .uniform(microseconds: 25_000...25_000, jitterPerMille: 100))
        layout.uplinkOctetsPerSecond = 10_000_000_000 / 8
        switch contender {
        case .plain:
            layout.parameters.degree = 8
            layout.parameters.degreeLow = 6
            layout.parameters.degreeHigh = 12
            layout.parameters.degreeScore = 6
            layout.parameters.degreeLazy = 12
            layout.parameters.score = listedScores
        case .outpace:
            layout.version = .v12
            layout.parameters = .standard
            layout.lanes = GossipLayout.Lanes()
        }
        return layout
    }

    private static var listedScores: ScoreParameters {
        var score = ScoreParameters()
        score.gossipThreshold = -4_000
        score.publishThreshold = -5_000
        score.graylistThreshold = -10_000
        score.acceptExchangeThreshold = 0
        score.opportunisticThreshold = 0
        score.retention = .seconds(30)
        score.positiveCap = 1e9
        score.colocationWeight = 0
        score.behaviourWeight = 0
        score.topic.weight = 0.25
        score.topic.meshTimeWeight = 0.002_7
        score.topic.firstDeliveryWeight = 0.664
        score.topic.firstDeliveryDecay = 0.991_6
        score.topic.firstDeliveryCap = 1_500
        score.topic.meshDeliveryWeight = -0.25
        score.topic.meshDeliveryDecay = 0.997
        score.topic.meshDeliveryCap = 400
        score.topic.meshDeliveryThreshold = 10
        score.topic.meshDeliveryWindow = .milliseconds(5)
        score.topic.meshDeliveryActivation = .seconds(60)
        score.topic.meshFailureWeight = -0.25
        score.topic.meshFailureDecay = 0.997
        score.topic.invalidMessageWeight = -99
        score.topic.invalidMessageDecay = 0.999_4
        return score
    }

    /// As many Sybils for each honest node as in the report; what comes after a minute or two there
    /// comes after 15 s here.
    private func plan(_ attack: SybilAttack) -> SybilPlan {
        let nodes = run.nodes
        var plan = SybilPlan(count: nodes * 4, degree: 100)
        let later = Duration.seconds(15)
        switch attack {
        case .eclipseNetwork: plan.connectsAt = later
        case .eclipsePublishers:
            plan = SybilPlan(count: nodes, degree: 100)
            plan.targets = (0..<publisherCount).map { $0 * 10 }
            plan.connectsAt = later
        case .eclipseTarget:
            plan = SybilPlan(count: nodes, degree: 1)
            plan.targets = [0]
            plan.connectsAt = later
        case .censor:
            plan.count = nodes * 2
            plan.censored = 0
            plan.connectsAt = later
        case .degrade:
            plan.count = nodes * 2
            plan.dropPerMille = 500
            plan.connectsAt = later
        case .coldBoot: plan.degree = 20
        case .covertFlash:
            plan.degree = 20
            plan.attacksAt = later
        case .dawn: plan.attacksAt = .seconds(10)
        case .colocation:
            plan.connectsAt = later
            plan.addressCount = 25
        }
        return plan
    }
}
