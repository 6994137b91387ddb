// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Plain gossipsub 1.1 against the counts that its author published for an abstract simulation.
///
/// 100 nodes dial 20 others each; links of 10 to 150 ms with a tenth of jitter; 10 messages, one a
/// second, by five sources; counted until ten seconds after the last.
///
/// - Source: vyzo/gerbil-simsub, README.
struct RouterPublishedCountsTests {
    @Test func `plain gossipsub sends what the published simulation sends`() throws {
        let seeds = 1...2 as ClosedRange<UInt64>
        var sum = RouterNetwork.Counts()
        for seed in seeds {
            let counts = try Self.counts(seed: seed)
            sum.messages += counts.messages
            sum.ihave += counts.ihave
            sum.graft += counts.graft
            sum.prune += counts.prune
        }
        let runs = seeds.count
        #expect(abs(sum.messages / runs - 6_738) < 337)
        // We tell max(6, a quarter) of the peers, as go does, and none that sent us the message.
        // The simulation draws each with a chance of a quarter and then fills up to 6.
        #expect((8_000...9_516).contains(sum.ihave / runs))
        #expect(abs(sum.graft / runs - 372) < 38)
        // We cut at 12, as go does; the simulation past 12.
        #expect(sum.prune / runs < 40)
    }

    private static func counts(seed: UInt64) throws -> RouterNetwork.Counts {
        let layout = RouterNetwork.Layout(
            count: 100, dials: 20, latency: 10...150, parameters: .plain)
        var network = try RouterNetwork(layout, seed: seed)
        var generator = SeededGenerator(seed: seed)
        let sources = (0..<100).shuffled(using: &generator).prefix(5)
        try network.run(.seconds(5))
        var messages: [(author: Int, message: Message)] = []
        for number in 1...10 as ClosedRange<UInt64> {
            let source = try #require(sources.randomElement(using: &generator))
            messages.append((source, try network.publish(by: source, number: number)))
            try network.run(.seconds(1))
        }
        try network.run(.seconds(10))
        #expect(network.isDelivered(messages))
        return network.counts
    }
}
