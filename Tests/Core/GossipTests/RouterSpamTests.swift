// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// One peer that does one thing far too often.
struct RouterSpamTests {
    private func ids(_ numbers: Range<UInt64>) throws -> [MessageID] {
        try numbers.map { try id(of: message(number: $0)) }
    }

    @Test func `an IWANT spammer gets each message three times`() throws {
        var scenario = try RouterScenario(peers: 1)
        for number in 0..<20 as Range<UInt64> {
            _ = scenario.step(.published(try message(number: number), skipping: [try peer(0)]))
        }
        let request = rpc { [ids = try? ids(0..<20)] in $0.iwant = ids.map { [$0] } ?? [] }
        var copies = 0
        for _ in 0..<1_000 {
            let answer = scenario.step(.heard(request, from: try peer(0)))
            copies += answer.said(to: try peer(0)).messages.count
        }
        #expect(copies == 60)
    }

    @Test func `an IWANT spammer gets four mebibytes in a heartbeat`() throws {
        var scenario = try RouterScenario(peers: 1)
        let data = Bytes(repeating: 1, count: 512 << 10)
        for number in 0..<20 as Range<UInt64> {
            let own = try message(number: number, data: data)
            _ = scenario.step(.published(own, skipping: [try peer(0)]))
        }
        let request = rpc { [ids = try? ids(0..<20)] in $0.iwant = ids.map { [$0] } ?? [] }
        func answered() throws -> Int {
            try (0..<3).reduce(0) { sum, _ in
                let answer = scenario.step(.heard(request, from: try peer(0)))
                return sum + answer.said(to: try peer(0)).messages.count
            }
        }
        #expect(try answered() == 8)
        #expect(try answered() == 0)
        _ = try scenario.beat()
        #expect(try answered() == 8)
    }

    @Test func `requests for messages that nobody has are not answered and leave nothing`() throws {
        var scenario = try RouterScenario(peers: 1)
        let before = scenario.router.entryCount
        for batch in 0..<10 as Range<UInt64> {
            let unknown = try ids(batch * 1_000..<(batch + 1) * 1_000)
            let effects = scenario.step(.heard(rpc { $0.iwant = [unknown] }, from: try peer(0)))
            #expect(effects.isEmpty)
        }
        #expect(scenario.router.entryCount == before)
    }

    @Test func `an IHAVE spammer is asked ten times and for 5000 ids in a heartbeat`() throws {
        var scenario = try RouterScenario(peers: 1)
        var asked = 0
        for batch in 0..<30 as Range<UInt64> {
            let told = try ids(batch * 1_000..<(batch + 1) * 1_000)
            let advertisement = rpc { $0.ihave = [Control.IHave(topic: "t", ids: told)] }
            let effects = scenario.step(.heard(advertisement, from: try peer(0)))
            asked += effects.said(to: try peer(0)).control.iwant.joined().count
        }
        #expect(asked == 5_000)
    }

    @Test func `advertisements past the bound are not looked at and cost nothing else`() throws {
        var scenario = try RouterScenario(peers: 1)
        let advertisement = rpc { $0.ihave = [Control.IHave(topic: "t", ids: [])] }
        for _ in 0..<100 {
            for _ in 0..<64 { _ = scenario.step(.heard(advertisement, from: try peer(0))) }
            _ = try scenario.beat()
        }
        #expect(scenario.router.counters.count(of: .tooManyAdvertisements) == 100)
        #expect(try scenario.score(0).total >= 0)
    }

    @Test func `many peers together make us ask for a bounded number of ids`() throws {
        var parameters = GossipParameters()
        parameters.requestedIDLimit = 100
        var scenario = try RouterScenario(peers: 10, parameters: parameters)
        for number in 0..<10 as Range<UInt64> {
            let told = try ids(number * 1_000..<number * 1_000 + 50)
            let advertisement = rpc { $0.ihave = [Control.IHave(topic: "t", ids: told)] }
            _ = scenario.step(.heard(advertisement, from: try peer(Int(number))))
        }
        #expect(scenario.router.counters.requested == 100)
    }

    @Test func `a graft flood graylists its author, who stays out of the mesh`() throws {
        var scenario = try RouterScenario(peers: 2)
        _ = scenario.step(
            .heard(rpc { $0.prune = [.init(topic: "t", backoffSeconds: 60)] }, from: try peer(0)))
        var answers = 0
        for _ in 0..<100 {
            let effects = scenario.step(.heard(rpc { $0.graft = ["t"] }, from: try peer(0)))
            answers += effects.said(to: try peer(0)).control.prune.count
        }
        #expect(scenario.router.isGraylisted(try peer(0)))
        #expect(answers < 10)
        #expect(scenario.router.meshPeers("t") == [try peer(1)])
    }

    @Test func `grafts for topics that we are not in leave nothing`() throws {
        var scenario = try RouterScenario(peers: 1)
        let before = scenario.router.entryCount
        for batch in 0..<1_000 {
            let grafts = rpc { control in
                control.graft = (0..<1_000).map { "made up \(batch * 1_000 + $0)" }
            }
            #expect(scenario.step(.heard(grafts, from: try peer(0))).isEmpty)
        }
        #expect(scenario.router.entryCount == before)
    }

    @Test func `prunes of topics that we are not in leave nothing`() throws {
        var scenario = try RouterScenario(peers: 1)
        let before = scenario.router.entryCount
        let prunes = rpc { control in
            control.prune = (0..<1_000).map { .init(topic: "u\($0)", backoffSeconds: .max) }
        }
        #expect(scenario.step(.heard(prunes, from: try peer(0))).isEmpty)
        #expect(scenario.router.entryCount == before)
    }

    @Test(arguments: [1, 3_600, 1 << 31, 1 << 63, UInt64.max])
    func `no backoff traps, now or when it is looked at later`(seconds: UInt64) throws {
        var scenario = try RouterScenario(peers: 1)
        scenario.now = Instant(nanoseconds: .max - 5_000_000_000)
        let prune = rpc { $0.prune = [.init(topic: "t", backoffSeconds: seconds)] }
        for _ in 0..<3 {
            _ = scenario.step(.heard(prune, from: try peer(0)))
            _ = scenario.step(.heard(rpc { $0.graft = ["t"] }, from: try peer(0)))
            scenario.advance(.seconds(1))
            _ = scenario.step(.woke)
        }
        #expect(scenario.router.meshPeers("t").isEmpty || seconds == 1)
    }

    @Test func `who joins and leaves all the time is answered once`() throws {
        var scenario = try RouterScenario(peers: 1)
        let flapping = RPC(
            subscriptions: (0..<2_000).map { .init(subscribe: $0 % 2 == 1, topic: "t") },
            messages: [], control: Control())
        let effects = scenario.step(.heard(flapping, from: try peer(0)))
        #expect(effects.said(to: try peer(0)).control.graft == ["t"])
    }

    @Test func `names that no message can have are not kept`() throws {
        var scenario = try RouterScenario(peers: 1)
        let before = scenario.router.entryCount
        let long = (0..<100).map { MessageID(bytes: Bytes(repeating: UInt8($0), count: 200)) }
        let spam = rpc { control in
            control.idontwant = [long]
            control.ihave = [Control.IHave(topic: "t", ids: long)]
        }
        #expect(scenario.step(.heard(spam, from: try peer(0))).isEmpty)
        #expect(scenario.router.entryCount == before)
    }

    @Test func `a node with very much to tell tells it in few enough RPCs`() throws {
        var scenario = try RouterScenario(peers: 1)
        for topic in 0..<4 {
            _ = scenario.step(.subscribed("u\(topic)"))
            _ = scenario.step(.heard(joining("u\(topic)"), from: try peer(0)))
            for number in 0..<3_000 as Range<UInt64> {
                let own = try message(number: UInt64(topic) * 10_000 + number, topic: "u\(topic)")
                _ = scenario.step(.published(own, skipping: [try peer(0)]))
            }
        }
        let effects = try scenario.beat()
        #expect(effects.said(to: try peer(0)).control.ihave.flatMap(\.ids).count == 5_000)
        #expect(effects.count <= 5)
    }
}
