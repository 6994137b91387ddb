// This source file is part of the Outpace project. License: see LICENSE.

import Testing

@testable import PaperTables

/// Plain gossipsub against the counts that its author published.
struct GerbilTableTests {
    @Test(arguments: [GerbilTable.Contender.plain10, .plain11])
    func `plain gossipsub sends what the published simulation sends, within a twentieth`(
        contender: GerbilTable.Contender
    ) throws {
        var messages = 0.0
        var ihave = 0.0
        var graft = 0.0
        let seeds = 1...2 as ClosedRange<UInt64>
        for seed in seeds {
            let world = GerbilTable.world(contender, nodes: 100, messages: 10, seed: seed)
            #expect(world.book.summary().percent == 100)
            messages += Double(world.totals.messages) / Double(seeds.count)
            ihave += Double(world.totals.ihave) / Double(seeds.count)
            graft += Double(world.totals.graft) / Double(seeds.count)
            // One published run had 7; it depends on who happens to be grafted by whom.
            #expect(world.totals.prune < 40)
        }
        let published: (messages: Double, ihave: Double) =
            contender == .plain10 ? (6_280, 7_212) : (6_738, 9_516)
        #expect(abs(messages / published.messages - 1) < 0.05)
        #expect(abs(ihave / published.ihave - 1) < 0.05)
        #expect(abs(graft / 372 - 1) < 0.05)
    }

    @Test func `both lanes deliver sooner and with fewer copies than gossip alone`() {
        let plain = GerbilTable.world(.plain11, nodes: 50, messages: 5, seed: 1)
        let outpace = GerbilTable.world(.outpace, nodes: 50, messages: 5, seed: 1)
        #expect(outpace.totals.messages < plain.totals.messages)
        #expect(outpace.book.summary().p99 < plain.book.summary().p99)
    }
}
