// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing

/// What a node offers to publishers follows its verdict and the leader's prices.
struct OfferScenarioTests {
    private func changes(_ scenario: Scenario, after version: UInt64 = 0) throws -> OfferChanges {
        try #require(scenario.network.hosts[1].node).offers(after: version)
    }

    @Test func `a channel is offered while the node bids for it`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        #expect(try changes(scenario).offers.map(\.channel.id) == [scenario.id])
        #expect(try changes(scenario).offers.map(\.isBidding) == [true])
        scenario.network.kill(2)
        scenario.network.kill(3)
        scenario.network.run(for: .seconds(6))
        #expect(try changes(scenario).offers.map(\.isBidding) == [false])
    }

    @Test func `only what changed after a version is handed out`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        let before = try changes(scenario)
        scenario.network.run(for: .seconds(3))
        #expect(try changes(scenario, after: before.version).offers == [])
        #expect(try changes(scenario).version == before.version)
        scenario.network.tell(
            0, .priced(scenario.id, price: Amount(50), perPublisher: [], ticket: 1_000))
        scenario.network.run(for: .seconds(1))
        let after = try changes(scenario, after: before.version)
        #expect(after.version > before.version)
        #expect(after.offers.map { $0.prices.entries.map(\.price) } == [[Amount(50)]])
    }

    @Test func `nothing is offered before it is heard of`() throws {
        let scenario = try Scenario(nodes: 2)
        #expect(try changes(scenario).offers.allSatisfy { !$0.isBidding })
    }
}
