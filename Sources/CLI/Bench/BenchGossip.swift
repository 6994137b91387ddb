// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import JSON

/// `outpace bench gossip`
struct BenchGossip: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gossip",
        abstract: "Post a burst of events to one node of a real network and see who gets them.",
        discussion: """
            Starts a network of processes on this machine, posts all events to node0 as fast as it takes \
            them, and waits until every node has every record and has approved it. Copies per delivery \
            counts the records that came in at the other nodes.
            """)

    @Option(help: ArgumentHelp("How many nodes, 2 to 25.", valueName: "number"))
    var nodes = 5

    @Option(help: ArgumentHelp("How many events, 100 to 1000000.", valueName: "number"))
    var messages = 10_000

    @Option(help: ArgumentHelp("Octets of each event's record, 150 to 1000.", valueName: "number"))
    var bytes = 300

    @Option(help: ArgumentHelp("The first port of the network.", valueName: "port"))
    var basePort = 4_900

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard Testnet.validatorCounts.contains(nodes) else {
            throw ValidationError("--nodes is \(nodes); allowed: 2 to 25.")
        }
        guard (100...1_000_000).contains(messages) else {
            throw ValidationError("--messages is \(messages); allowed: 100 to 1000000.")
        }
        guard (150...1_000).contains(bytes) else {
            throw ValidationError("--bytes is \(bytes); allowed: 150 to 1000.")
        }
    }

    func run() async throws {
        let figures = try await BenchNetwork(nodes: nodes, basePort: basePort).run { network in
            try await GossipBurst(network: network, count: messages, recordBytes: bytes).run()
        }
        show(figures)
        guard figures.deliveredShare == 1 else {
            throw CommandFailure("not every node got every event in time")
        }
    }

    private func show(_ figures: GossipBurst.Figures) {
        if json {
            Output.json([
                "nodes": .integer(nodes), "messages": .integer(messages), "bytes": .integer(bytes),
                "deliveredShare": .number(figures.deliveredShare.fixed(5)),
                "copiesPerDelivery": .number(figures.copiesPerDelivery.fixed(4)),
                "deliveredSeconds": .number(figures.deliveredAfter.seconds.fixed(3)),
                "approvedSeconds": .number(figures.approvedAfter.seconds.fixed(3)),
                "deliveriesPerSecond": .number(figures.deliveriesPerSecond.fixed(0)),
            ])
            return
        }
        Output.line("network     \(nodes) nodes, \(messages) events of \(bytes) octets to node0")
        Output.line("delivered   \((figures.deliveredShare * 100).fixed(2)) %")
        Output.line("copies      \(figures.copiesPerDelivery.fixed(3)) per delivery")
        Output.line(
            "durable     everywhere after \(figures.deliveredAfter.seconds.fixed(2)) s, "
                + "\(figures.deliveriesPerSecond.fixed(0)) deliveries/s")
        Output.line("approved    everywhere after \(figures.approvedAfter.seconds.fixed(2)) s")
    }
}
