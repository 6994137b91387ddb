// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Identity
import Mempool
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// What strangers, liars and restored backups can do to a network.
struct TrustScenarioTests {
    private func gossip(_ statement: SignedStatement) -> Bytes {
        RPC(subscriptions: [], messages: [statement.message], control: Control()).encode()
    }

    private func report(_ channel: ChannelID) -> Statement {
        .reportObservedEvents(
            ReportObservedEvents(
                channel: channel, observed: [], missing: [], isCampaignUnhealthy: true,
                needMissedEvents: true))
    }

    @Test func `a stranger with a good signature is refused and reaches no channel`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        // The relay answers for it once it has long said that it holds the channel.
        scenario.network.run(for: NodeParameters().blameDelay)
        let stranger = try Sample.key(99)
        let statement = SignedStatement.signed(
            report(scenario.id), by: stranger, sequenceNumber: 1,
            topic: ShardTopic.name(of: scenario.id))
        scenario.network.inject(
            gossip: gossip(statement), from: scenario.network.hosts[1].key.peerID, to: 2)
        scenario.network.run(for: .seconds(3))
        let host = scenario.network.hosts[2]
        #expect(host.node?.counters.statementsRefused == ["stranger": 1])
        #expect(
            host.notices.contains {
                if case .violation(scenario.network.hosts[1].key.peerID, _) = $0.notice {
                    true
                } else {
                    false
                }
            })
        #expect(!host.journal.statements(of: scenario.id).contains(statement))
        for other in 0..<4 { #expect(scenario.isBidding(other)) }
    }

    @Test func `a copy that nobody checked does not stand for the one that is still to come`()
        throws
    {
        let keys = try Sample.keys(2)
        let channel = try Sample.channel(1, of: keys)
        var snapshot = NodeSnapshot()
        snapshot.channels = [ChannelSnapshot(channel: channel)]
        let now = Moment(
            instant: Instant(nanoseconds: 1_000_000_000), timestamp: Sample.start)
        var node = Node(
            key: keys[0], parameters: NodeParameters(), restoring: snapshot, seed: 1, at: now)
        let peer = keys[1].peerID
        let session = PeerSession(isOutbound: true, address: nil, salt: [1])
        _ = node.step(.connected(peer, session), at: now)
        _ = node.step(.gossipReady(peer, .v12), at: now)
        let statement = SignedStatement.signed(
            report(channel.id), by: keys[1], sequenceNumber: 1,
            topic: ShardTopic.name(of: channel.id))
        let admission = Admission(
            gossip: NodeParameters().gossip, lane: NodeParameters().lane)
        for isSeen in [true, false] {
            let admitted = try admission.gossip(gossip(statement)) { _ in isSeen }
            _ = node.step(.gossip(admitted, from: peer), at: now)
        }
        #expect(node.counters.statementsReceived.reduce(0, +) == 1)
    }

    private static let now = Moment(
        instant: Instant(nanoseconds: 1_000_000_000), timestamp: Sample.start)

    /// A heartbeat for one channel that its author made so many seconds before `now`.
    private func heartbeat(
        secondsOld age: UInt64, by key: NodeKey, of channel: PaymentChannel
    ) -> SignedStatement {
        let made = Sample.start.subtracting(milliseconds: age * 1_000)
        let heartbeat = Heartbeat(
            timestamp: made, addresses: [],
            entries: [
                Heartbeat.Entry(
                    channel: channel.id, lastApproved: nil,
                    pool: Heartbeat.PoolSummary(count: 0, fingerprint: .zero, watermark: nil),
                    online: .empty, lanes: .empty, adexSignature: nil)
            ])
        return SignedStatement.signed(
            .heartbeat(heartbeat), by: key,
            sequenceNumber: made.milliseconds * 1_000_000 + UInt64(channel.id.bytes[0]),
            topic: ShardTopic.name(of: channel.id))
    }

    /// A clock that is behind must not make absent who is there; a relay may be faster than the author.
    @Test(arguments: [6, 600] as [UInt64], [true, false])
    func `a heartbeat counts when its author says it after somebody else`(
        age: UInt64, isChecked: Bool
    ) throws {
        let keys = try Sample.keys(3)
        let channels = try (1...2).map { try Sample.channel($0, of: keys) }
        var snapshot = NodeSnapshot()
        snapshot.channels = channels.map { ChannelSnapshot(channel: $0) }
        // One for each topic.
        let statements = channels.map { heartbeat(secondsOld: age, by: keys[2], of: $0) }
        let parameters = NodeParameters()
        let admission = Admission(gossip: parameters.gossip, lane: parameters.lane)
        let rpc = RPC(
            subscriptions: [], messages: statements.map(\.message), control: Control()
        ).encode()
        let first = try admission.gossip(rpc) { _ in false }
        let frame = LaneFrame(
            sequence: 1, acknowledged: 0, body: .statements(statements.map(\.message.raw)))
        let onLane = try admission.direct(frame.encode(), isSeen: { _ in !isChecked })
        let again = try admission.gossip(rpc) { _ in !isChecked }
        let author = keys[2].peerID
        for second in [NodeInput.gossip(again, from: author), .direct(onLane, from: author)] {
            var node = Node(
                key: keys[0], parameters: parameters, restoring: snapshot, seed: 1, at: Self.now)
            for peer in keys.dropFirst().map(\.peerID) {
                let session = PeerSession(isOutbound: true, address: nil, salt: [1])
                _ = node.step(.connected(peer, session), at: Self.now)
                _ = node.step(.gossipReady(peer, .v12), at: Self.now)
                _ = node.step(.laneReady(peer), at: Self.now)
            }
            _ = node.step(.gossip(first, from: keys[1].peerID), at: Self.now)
            for channel in channels {
                #expect(node.view(of: channel.id, at: Self.now)?.online.contains(2) == false)
            }
            _ = node.step(second, at: Self.now)
            for channel in channels {
                #expect(node.view(of: channel.id, at: Self.now)?.online.contains(2) == true)
            }
        }
    }

    @Test(arguments: [(2, false), (4, false), (6, true), (600, true)])
    func `an old heartbeat counts only when its author says it`(age: UInt64, isOld: Bool) throws {
        let keys = try Sample.keys(3)
        let channel = try Sample.channel(1, of: keys)
        var snapshot = NodeSnapshot()
        snapshot.channels = [ChannelSnapshot(channel: channel)]
        let now = Self.now
        let statement = heartbeat(secondsOld: age, by: keys[2], of: channel)
        let admission = Admission(gossip: NodeParameters().gossip, lane: NodeParameters().lane)
        let admitted = try admission.gossip(gossip(statement)) { _ in false }
        for relay in [keys[1], keys[2]] {
            var node = Node(
                key: keys[0], parameters: NodeParameters(), restoring: snapshot, seed: 1, at: now)
            let session = PeerSession(isOutbound: true, address: nil, salt: [1])
            _ = node.step(.connected(relay.peerID, session), at: now)
            _ = node.step(.gossipReady(relay.peerID, .v12), at: now)
            _ = node.step(.gossip(admitted, from: relay.peerID), at: now)
            let isAuthor = relay.peerID == keys[2].peerID
            let online = node.view(of: channel.id, at: now)?.online
            #expect(online?.contains(2) == (isAuthor || !isOld))
        }
    }

    /// Or its reports were taken for those that it said the first time.
    @Test func `a node that is restored twice from one copy uses no number twice`() throws {
        let keys = try Sample.keys(3)
        var snapshot = NodeSnapshot()
        snapshot.channels = [ChannelSnapshot(channel: try Sample.channel(1, of: keys))]
        // The copy reserved numbers that are still ahead of the time.
        snapshot.sequenceNumbersReserved = (Sample.start.milliseconds + 3_000) * 1_000_000
        let now = Moment(instant: Instant(nanoseconds: 1_000_000_000), timestamp: Sample.start)
        let reserved = (UInt64(1)...2).flatMap { seed -> [UInt64] in
            var node = Node(
                key: keys[0], parameters: NodeParameters(), restoring: snapshot, seed: seed,
                at: now)
            return node.step(.woke, at: now.advanced(by: .seconds(1))).compactMap { effect in
                guard case .persist(.sequenceNumbersReserved(let through)) = effect else {
                    return nil
                }
                return through
            }
        }
        #expect(reserved.count == 2)
        let least = snapshot.sequenceNumbersReserved + NodeParameters().reservationNanoseconds
        #expect(reserved.allSatisfy { $0 > least })
        #expect(Set(reserved).count == 2)
    }

    @Test func `a statement whose signature was bent is refused`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        let key = scenario.network.hosts[1].key
        let signed = SignedStatement.signed(
            report(scenario.id), by: key, sequenceNumber: .max / 2,
            topic: ShardTopic.name(of: scenario.id))
        var raw = signed.message.raw
        raw[raw.count - 1] ^= 1
        let bent = try Message.decode(raw)
        scenario.network.inject(
            gossip: RPC(subscriptions: [], messages: [bent], control: Control()).encode(),
            from: key.peerID, to: 2)
        scenario.network.run(for: .seconds(3))
        #expect(scenario.network.hosts[2].node?.counters.statementsRefused == ["badSignature": 1])
        for other in 0..<4 { #expect(scenario.isBidding(other)) }
    }

    /// A leader that says two things tells each to other validators.
    @Test func `proof of misbehaviour is handed to the other validators`() throws {
        let keys = try Sample.keys(3)
        let channel = try Sample.channel(1, of: keys)
        var snapshot = NodeSnapshot()
        snapshot.channels = [ChannelSnapshot(channel: channel)]
        let now = Moment(instant: Instant(nanoseconds: 1_000_000_000), timestamp: Sample.start)
        var node = Node(
            key: keys[1], parameters: NodeParameters(), restoring: snapshot, seed: 1, at: now)
        let peer = keys[2].peerID
        let session = PeerSession(isOutbound: true, address: nil, salt: [1])
        _ = node.step(.connected(peer, session), at: now)
        _ = node.step(.gossipReady(peer, .v12), at: now)
        _ = node.step(.laneReady(peer), at: now)
        let proposals = (1...2).map { (number: UInt64) in
            let root = Digest(words: (number, number, number, number))
            let state = NewState(
                channel: channel.id, sequence: 1, parent: nil, parentLineage: nil,
                cutoff: .lowest, eventCount: 0, eventsRoot: nil, extraIDs: [], excludedIDs: [],
                priceSequence: 0, balances: [], stateRoot: root,
                stateSignature: keys[0].sign(stateRoot: root).bytes, exhausted: false)
            return SignedStatement.signed(
                .newState(state), by: keys[0], sequenceNumber: number,
                topic: ShardTopic.name(of: channel.id))
        }
        let admission = Admission(gossip: NodeParameters().gossip, lane: NodeParameters().lane)
        var handed: [Bytes] = []
        for proposal in proposals {
            let admitted = try admission.gossip(gossip(proposal)) { _ in false }
            _ = node.step(.gossip(admitted, from: peer), at: now)
            for case .sendDirect(let bytes, to: peer) in node.step(.settled, at: now) {
                let frame = try LaneFrame.decode(bytes, limits: NodeParameters().lane)
                if case .statements(let raws) = frame.body { handed += raws }
            }
        }
        #expect(node.view(of: channel.id, at: now)?.validator.evidence.count == 1)
        #expect(proposals.allSatisfy { handed.contains($0.message.raw) })
    }

    @Test func `two proposals under one sequence close the channel`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        let leader = scenario.network.hosts[0].key
        let roots = [Digest(words: (1, 1, 1, 1)), Digest(words: (2, 2, 2, 2))]
        for (place, root) in roots.enumerated() {
            let state = NewState(
                channel: scenario.id, sequence: 1, parent: nil, parentLineage: nil,
                cutoff: .lowest, eventCount: 0, eventsRoot: nil, extraIDs: [], excludedIDs: [],
                priceSequence: 0, balances: [],
                stateRoot: root, stateSignature: leader.sign(stateRoot: root).bytes,
                exhausted: false)
            let signed = SignedStatement.signed(
                .newState(state), by: leader, sequenceNumber: UInt64.max / 2 + UInt64(place),
                topic: ShardTopic.name(of: scenario.id))
            scenario.network.inject(
                gossip: gossip(signed), from: scenario.network.hosts[3].key.peerID, to: 1)
        }
        scenario.network.run(for: .seconds(4))
        for host in 1..<4 {
            #expect(scenario.view(host)?.status == .violatedConstraints, "\(scenario.picture)")
            #expect(scenario.view(host)?.verdict.reasons.contains(.violated) == true)
            #expect(scenario.view(host)?.validator.evidence.first?.statements.count == 2)
        }
    }

    /// A validator that lost what it wrote since a backup must not contradict what it said since.
    @Test(arguments: [0, 1], [0, 2, 4, 5])
    func `a validator restored from a backup goes on without contradicting itself`(
        host: Int, seed: UInt64
    ) throws {
        var settings = World.Settings()
        settings.parameters.orphanedConnectionLife = .seconds(3)
        var scenario = try Scenario(nodes: 4, settings: settings, seed: seed)
        try #require(scenario.goLive() != nil)
        for place in 0..<4 { scenario.network.submit(scenario.makeEvents(10), to: place) }
        try #require(scenario.settle(on: 40, within: .seconds(6)) != nil)
        let backup = scenario.network.hosts[host].journal
        for place in 0..<4 { scenario.network.submit(scenario.makeEvents(10), to: place) }
        scenario.network.run(for: .milliseconds(1_500 + Int64(seed) * 250))
        let before = scenario.network.hosts[host].journal.signatures(of: scenario.id)
        let settled = scenario.paid(2)
        scenario.network.kill(host)
        scenario.network.restart(host, from: backup)
        scenario.network.run(for: .seconds(4))
        for place in 0..<4 { scenario.network.submit(scenario.makeEvents(5), to: place) }
        let time = scenario.settle(on: 100, within: .seconds(15))
        #expect(time != nil, "settled \(settled)\n\(scenario.picture)")
        let after = scenario.network.hosts[host].journal.signatures(of: scenario.id)
        for old in before {
            for new in after where new.floor.sequence == old.floor.sequence {
                #expect(new.floor.root == old.floor.root)
            }
        }
        if let old = before.last, let new = after.last {
            #expect(new.floor.balances.dominates(old.floor.balances))
        }
        #expect(scenario.faults == [])
    }
}
