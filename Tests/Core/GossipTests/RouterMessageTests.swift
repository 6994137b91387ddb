// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

struct RouterMessageTests {
    @Test func `a message is handed out once`() throws {
        var scenario = try RouterScenario(peers: 2)
        #expect(
            scenario.step(.received(try message(), from: try peer(0)))
                == [.deliver(try message(), from: try peer(0))])
        #expect(scenario.step(.received(try message(), from: try peer(1))).isEmpty)
        #expect(scenario.router.counters.duplicates == 1)
    }

    @Test func `a message of a topic we are not in is dropped`() throws {
        var scenario = try RouterScenario(peers: 1)
        let foreign = try message(topic: "other")
        #expect(scenario.step(.received(foreign, from: try peer(0))).isEmpty)
        #expect(scenario.router.counters.foreign == 1)
        #expect(!scenario.router.hasSeen(try id(of: foreign)))
    }

    @Test func `an accepted message goes to the mesh but not back`() throws {
        var scenario = try RouterScenario(peers: 4)
        _ = scenario.step(.received(try message(), from: try peer(0)))
        _ = scenario.step(.received(try message(), from: try peer(1)))
        let effects = scenario.step(
            .accepted(try message(), from: try peer(0), skipping: [try peer(2)]))
        #expect(effects.count == 1)
        #expect(effects.said(to: try peer(3)).messages == [try message()])
    }

    @Test func `an accepted message does not go to its author`() throws {
        var scenario = try RouterScenario(peers: 2)
        let theirs = try message(from: 1)
        _ = scenario.step(.received(theirs, from: try peer(0)))
        #expect(scenario.step(.accepted(theirs, from: try peer(0), skipping: [])).isEmpty)
    }

    @Test func `a message is sent on once, whichever lane it came by`() throws {
        var scenario = try RouterScenario(peers: 2)
        let first = scenario.step(.accepted(try message(), from: try peer(0), skipping: []))
        #expect(first.said(to: try peer(1)).messages.count == 1)
        #expect(scenario.step(.accepted(try message(), from: try peer(1), skipping: [])).isEmpty)
        #expect(scenario.step(.received(try message(), from: try peer(1))).isEmpty)
    }

    @Test func `a rejected message goes no further and its bringer is blamed`() throws {
        var scenario = try RouterScenario(peers: 2)
        _ = scenario.step(.received(try message(), from: try peer(0)))
        #expect(
            scenario.step(.rejected(try message(), blaming: [try peer(0)]))
                == [.violated(try peer(0), .rejectedMessage)])
        #expect(try scenario.beat().said(to: try peer(1)).control.ihave.isEmpty)
    }

    @Test func `an ignored message goes no further and nobody is blamed`() throws {
        var scenario = try RouterScenario(peers: 2)
        _ = scenario.step(.received(try message(), from: try peer(0)))
        #expect(scenario.step(.ignored(try message(), from: try peer(0))).isEmpty)
        #expect(scenario.step(.received(try message(), from: try peer(1))).isEmpty)
    }

    @Test func `a bad signature is blamed and its id not remembered`() throws {
        var scenario = try RouterScenario(peers: 2)
        #expect(
            scenario.step(.refused(try message(), from: try peer(0)))
                == [.violated(try peer(0), .badSignature)])
        #expect(!scenario.router.hasSeen(try id(of: message())))
        #expect(
            scenario.step(.received(try message(), from: try peer(1))).delivered
                == [try message()])
    }

    @Test func `our own message goes to the mesh but for those on the direct lane`() throws {
        var scenario = try RouterScenario(peers: 3)
        let effects = scenario.step(.published(try message(), skipping: [try peer(1)]))
        #expect(effects.said(to: try peer(0)).messages.count == 1)
        #expect(effects.said(to: try peer(1)).messages.isEmpty)
        #expect(effects.said(to: try peer(2)).messages.count == 1)
    }

    @Test func `our own message is topped up to D with peers outside the mesh`() throws {
        var scenario = try RouterScenario(peers: 20)
        #expect(scenario.router.meshPeers("t").count == 4)
        #expect(scenario.step(.published(try message(), skipping: [])).count == 6)
    }

    @Test func `our own message coming back is a duplicate`() throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.published(try message(), skipping: []))
        #expect(scenario.step(.received(try message(), from: try peer(0))).isEmpty)
    }

    @Test func `a message for a topic we are not in goes to D of its peers`() throws {
        var scenario = try RouterScenario(topic: "mine")
        for number in 0..<20 { try scenario.addPeer(number) }
        #expect(scenario.step(.published(try message(), skipping: [])).count == 6)
    }

    @Test func `a peer that has the message is not sent it`() throws {
        var scenario = try RouterScenario(peers: 2)
        _ = scenario.step(.served(try id(of: message()), [try peer(0)]))
        let effects = scenario.step(.published(try message(), skipping: []))
        #expect(effects.said(to: try peer(0)).isEmpty)
        #expect(scenario.router.counters.copiesSpared == 1)
    }

    @Test func `an id is forgotten after two minutes`() throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.received(try message(), from: try peer(0)))
        scenario.advance(.seconds(119))
        _ = scenario.step(.woke)
        #expect(scenario.router.hasSeen(try id(of: message())))
        scenario.advance(.seconds(2))
        _ = scenario.step(.woke)
        #expect(!scenario.router.hasSeen(try id(of: message())))
    }

    @Test func `the oldest ids are forgotten when there are too many`() throws {
        var parameters = GossipParameters()
        parameters.seenCountLimit = 3
        var router = Router(
            parameters: parameters, generator: SeededGenerator(seed: 1), now: .zero)
        _ = router.step(.subscribed("t"), at: .zero)
        for number in 1...5 as ClosedRange<UInt64> {
            _ = router.step(.received(try message(number: number), from: try peer(0)), at: .zero)
        }
        let remembered = try (1...5 as ClosedRange<UInt64>).filter {
            router.hasSeen(try id(of: message(number: $0)))
        }
        #expect(remembered == [3, 4, 5])
    }

    @Test func `the oldest messages go when the cache is full`() throws {
        var parameters = GossipParameters()
        parameters.cacheByteLimit = 3_000
        var router = Router(
            parameters: parameters, generator: SeededGenerator(seed: 1), now: .zero)
        _ = router.step(.subscribed("t"), at: .zero)
        let data = Bytes(repeating: 7, count: 1_200)
        for number in 1...4 as ClosedRange<UInt64> {
            let own = try message(number: number, data: data)
            _ = router.step(.published(own, skipping: []), at: .zero)
        }
        #expect(router.counters.evictions == 2)
    }

    @Test func `a message without a number is blamed`() throws {
        var scenario = try RouterScenario(peers: 1)
        let unnamed = try Message.decode([0x22, 0x01, 0x74])
        let effects = scenario.step(.received(unnamed, from: try peer(0)))
        #expect(effects.violations == [.unnamedMessage])
    }
}
