// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

struct RouterPromiseTests {
    private func advertising(_ numbers: ClosedRange<UInt64>) throws -> RPC {
        let ids = try numbers.map { try id(of: message(number: $0)) }
        return rpc { $0.ihave = [Control.IHave(topic: "t", ids: ids)] }
    }

    /// A scenario in which peer 0 promised message 1.
    private func promised(peers: Int = 3) throws -> RouterScenario {
        var scenario = try RouterScenario(peers: peers)
        _ = scenario.step(.heard(try advertising(1...1), from: try peer(0)))
        return scenario
    }

    private func faults(
        after duration: Duration, _ scenario: inout RouterScenario
    ) throws
        -> [Violation]
    {
        scenario.advance(duration)
        return try scenario.beat().violations
    }

    @Test func `a promise that is not kept in three seconds is a broken rule`() throws {
        var scenario = try promised()
        #expect(try faults(after: .seconds(1), &scenario) == [])
        #expect(try faults(after: .seconds(2), &scenario) == [.brokenPromise])
        #expect(try scenario.score(0).brokenRuleCount == 0.95)
        #expect(try faults(after: .seconds(3), &scenario) == [])
    }

    @Test(arguments: 0..<3)
    func `a promise is kept by whoever brings the message`(bringer: Int) throws {
        var scenario = try promised()
        _ = scenario.step(.received(try message(number: 1), from: try peer(bringer)))
        #expect(try faults(after: .seconds(4), &scenario) == [])
    }

    @Test func `a promise is kept by a message that is rejected later`() throws {
        var scenario = try promised()
        _ = scenario.step(.received(try message(number: 1), from: try peer(1)))
        _ = scenario.step(.rejected(try message(number: 1), blaming: [try peer(1)]))
        #expect(try faults(after: .seconds(4), &scenario) == [])
    }

    @Test func `a promise is kept by a message that came on another lane`() throws {
        var scenario = try promised()
        _ = scenario.step(.accepted(try message(number: 1), from: try peer(2), skipping: []))
        #expect(try faults(after: .seconds(4), &scenario) == [])
    }

    @Test func `a promise is not kept by a message with a bad signature`() throws {
        var scenario = try promised()
        _ = scenario.step(.refused(try message(number: 1), from: try peer(1)))
        #expect(try faults(after: .seconds(4), &scenario) == [.brokenPromise])
    }

    @Test func `a message that comes after its topic was left keeps its promise`() throws {
        var scenario = try promised()
        _ = scenario.step(.unsubscribed("t"))
        _ = scenario.step(.received(try message(number: 1), from: try peer(0)))
        #expect(try faults(after: .seconds(4), &scenario) == [])
    }

    @Test func `one id of each request is watched, and nobody can know which`() throws {
        var kept = 0
        for seed in 0..<60 as Range<UInt64> {
            var scenario = try RouterScenario(peers: 1, seed: seed)
            _ = scenario.step(.heard(try advertising(1...10), from: try peer(0)))
            for number in 1...5 as ClosedRange<UInt64> {
                _ = scenario.step(.received(try message(number: number), from: try peer(0)))
            }
            let broken = try faults(after: .seconds(4), &scenario)
            #expect(broken.count <= 1)
            if broken.isEmpty { kept += 1 }
        }
        #expect((15...45).contains(kept))
    }

    @Test func `advertisements that were held up and come at once are forgiven`() throws {
        var scenario = try RouterScenario(peers: 3)
        for number in 1...10 as ClosedRange<UInt64> {
            _ = scenario.step(.heard(try advertising(number...number), from: try peer(0)))
        }
        #expect(try faults(after: .seconds(3), &scenario) == [.brokenPromise])
        #expect(try scenario.score(0).brokenRuleCount <= 2)
        #expect(try scenario.score(0).total >= 0)
    }

    @Test func `a peer that goes takes its promises with it`() throws {
        var scenario = try promised()
        _ = scenario.step(.disconnected(try peer(0)))
        try scenario.addPeer(0)
        #expect(try faults(after: .seconds(4), &scenario) == [])
    }

    @Test func `who advertises and never sends is graylisted in twenty seconds`() throws {
        var scenario = try RouterScenario(peers: 4)
        var number: UInt64 = 1
        var beats = 0
        while !scenario.router.isGraylisted(try peer(0)), beats < 100 {
            for _ in 0..<10 {
                _ = scenario.step(.heard(try advertising(number...number + 2), from: try peer(0)))
                number += 3
            }
            _ = try scenario.beat()
            beats += 1
        }
        #expect(beats <= 20)
        let requested = scenario.router.counters.requested
        _ = scenario.step(.heard(try advertising(9_000...9_010), from: try peer(0)))
        #expect(scenario.router.counters.requested == requested)
    }

    @Test func `two liars do not keep a message from us for long`() throws {
        var scenario = try RouterScenario(peers: 3)
        var isAsked = false
        var beats = 0
        while !isAsked, beats < 60 {
            for liar in 0..<2 {
                _ = scenario.step(.heard(try advertising(1...1), from: try peer(liar)))
            }
            let effects = scenario.step(.heard(try advertising(1...1), from: try peer(2)))
            isAsked = !effects.said(to: try peer(2)).control.iwant.isEmpty
            _ = try scenario.beat()
            beats += 1
        }
        #expect(isAsked)
        #expect(beats <= 15)
    }
}
