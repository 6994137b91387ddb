// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// What the standard profile promises.
struct ScoreProfileTests {
    @Test func `the thresholds stand in the order that the specification asks for`() {
        let parameters = ScoreParameters.standard
        #expect(parameters.gossipThreshold < 0)
        #expect(parameters.publishThreshold <= parameters.gossipThreshold)
        #expect(parameters.graylistThreshold < parameters.publishThreshold)
        #expect(parameters.acceptExchangeThreshold >= 0)
        #expect(parameters.opportunisticThreshold >= 0)
        #expect(parameters.acceptExchangeThreshold < parameters.positiveCap)
        for decay in [
            parameters.behaviourDecay, parameters.topic.firstDeliveryDecay,
            parameters.topic.invalidMessageDecay, parameters.topic.meshDeliveryDecay,
            parameters.topic.meshFailureDecay,
        ] { #expect(decay > 0 && decay < 1) }
    }

    @Test func `the standard profile has no deficits`() {
        #expect(ScoreParameters.standard.topic.meshDeliveryWeight == 0)
        #expect(ScoreParameters.standard.topic.meshFailureWeight == 0)
    }

    @Test func `no good conduct pays for one invalid message`() throws {
        var scenario = try RouterScenario(peers: 1)
        for topic in 0..<20 {
            _ = scenario.step(.subscribed("u\(topic)"))
            _ = scenario.step(.heard(joining("u\(topic)"), from: try peer(0)))
            for number in 0..<20 as Range<UInt64> {
                let brought = UInt64(topic) * 100 + number
                try scenario.bring(brought, by: 0, topic: "u\(topic)")
            }
        }
        scenario.wait(.seconds(3_600))
        _ = scenario.step(.valued(try peer(0), 1_000))
        #expect(try scenario.score(0).total == 15)
        try scenario.spoil(1, by: 0)
        #expect(try scenario.score(0).total < 0)
        _ = try scenario.beat()
        #expect(!scenario.router.meshPeers("t").contains(try peer(0)))
    }

    @Test func `who misbehaves in one topic of many does not stay in it`() throws {
        var scenario = try RouterScenario(peers: 1)
        for topic in 0..<20 {
            _ = scenario.step(.subscribed("u\(topic)"))
            _ = scenario.step(.heard(joining("u\(topic)"), from: try peer(0)))
        }
        var negative = 0
        for minute in 0..<30 as Range<UInt64> {
            for topic in 0..<20 as Range<UInt64> {
                try scenario.bring(minute * 100 + topic, by: 0, topic: "u\(topic)")
            }
            if minute.isMultiple(of: 2) { try scenario.spoil(1, by: 0) }
            if try scenario.score(0).total < 0 { negative += 1 }
            for _ in 0..<60 { _ = try scenario.beat() }
        }
        #expect(negative >= 15)
    }

    @Test(arguments: 1...3)
    func `a stranger is graylisted within three bad signatures`(goodMinutes: Int) throws {
        var scenario = try RouterScenario(peers: 1)
        for number in 0..<60 as Range<UInt64> { try scenario.bring(number, by: 0) }
        scenario.wait(.seconds(goodMinutes * 60))
        try scenario.spoil(1, by: 0)
        #expect(!scenario.router.isGraylisted(try peer(0)))
        try scenario.spoil(2, by: 0)
        #expect(scenario.router.isGraylisted(try peer(0)))
    }

    @Test func `a forger who waits is heard less than once in half a minute`() throws {
        var scenario = try RouterScenario(peers: 1)
        var checked = 0
        for _ in 0..<1_200 {
            if !scenario.router.isGraylisted(try peer(0)) {
                try scenario.spoil(1, by: 0)
                checked += 1
            }
            _ = try scenario.beat()
        }
        #expect(checked < 40)
    }

    @Test func `a silent honest peer stays as it is`() throws {
        var scenario = try RouterScenario(peers: 5)
        for _ in 0..<900 { _ = try scenario.beat() }
        for report in scenario.router.peerReports {
            #expect(report.score.total >= 0)
            #expect(report.violations.isEmpty)
        }
    }

    @Test func `versions are offered best first`() {
        #expect(
            GossipVersion.protocolNames == ["/meshsub/1.2.0", "/meshsub/1.1.0", "/meshsub/1.0.0"])
        #expect(
            GossipVersion.protocolNames.map(GossipVersion.init(protocolName:)) == [
                .v12, .v11, .v10,
            ]
        )
        #expect(GossipVersion(protocolName: "/meshsub/1.3.0") == nil)
        #expect(GossipVersion.v10 < .v11 && GossipVersion.v11 < .v12)
    }
}
