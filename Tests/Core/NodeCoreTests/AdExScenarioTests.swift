// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Identity
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// Two nodes in the scenes of AdEx's own tests: a deposit of 1000, fees of 100 each.
struct AdExScenarioTests {
    private func live(nodes: Int = 2) throws -> Scenario {
        var terms = Sample.Terms()
        terms.deposit = 1_000
        terms.fee = 100
        terms.minPerImpression = 1
        terms.maxPerImpression = 10
        terms.health = (threshold: 950, unsignable: 750)
        var scenario = try Scenario(nodes: nodes, terms: terms)
        try #require(scenario.goLive() != nil, "\(scenario.picture)")
        return scenario
    }

    /// Events of one publisher that occur now.
    private func events(
        _ numbers: Range<UInt16>, _ type: EventType = .impression, publisher: Int,
        in scenario: Scenario
    ) throws -> [EventRecord] {
        try numbers.map { number in
            let nonce = [UInt8(number >> 8), UInt8(number & 255)] + Bytes(repeating: 7, count: 14)
            return try EventRecord(
                making: EventRecord.Content(
                    channel: scenario.id, type: type, publisher: Sample.publisher(publisher),
                    user: nil, adUnit: "", adSlot: "", slotType: "", referrer: "", country: "",
                    operatingSystem: "", browser: "", occurredAt: scenario.network.now.timestamp,
                    nonce: nonce), userSignature: nil)
        }
    }

    /// What validators said of states so far, as the leader stored it.
    private func judgements(_ scenario: Scenario) -> [Statement] {
        scenario.network.hosts[0].journal.statements(of: scenario.id).map(\.statement)
            .filter { [.newState, .approveState, .rejectState].contains($0.kind) }
    }

    // I1, I2.
    @Test func `events at both nodes are paid once, less fees, and then nothing more is said`()
        throws
    {
        var scenario = try live()
        let all =
            try events(0..<201, publisher: 1, in: scenario)
            + events(201..<203, publisher: 2, in: scenario)
            + events(203..<204, .click, publisher: 1, in: scenario)
        for host in 0..<2 { scenario.network.submit(all, to: host) }
        try #require(scenario.settle(on: 204, within: .seconds(8)) != nil, "\(scenario.picture)")
        let state = try #require(scenario.view(0)?.validator.approved)
        #expect(state.beforeFees[Sample.publisher(1)] == Amount(201))
        #expect(state.balances[Sample.publisher(1)] == Amount(160))
        #expect(state.balances[scenario.channel.leader] == Amount(20))
        #expect(state.proposal.authorAddress == scenario.channel.leader)
        let approval = try #require(state.approvals[1])
        #expect(approval.authorAddress == scenario.channel.validators[1])
        guard case .approveState(let said) = approval.statement else { return }
        #expect(said.stateRoot == state.root)
        #expect(said.isHealthy)
        let tree = try #require(StateTree(state.balances))
        let leaf = StateTree.leaf(account: Sample.publisher(1), amount: Amount(160))
        let proof = try #require(tree.proof(for: Sample.publisher(1)))
        #expect(MerkleTree.verify(leaf: leaf, proof: proof, root: tree.balanceRoot))

        let before = judgements(scenario)
        scenario.network.run(for: .seconds(10))
        #expect(judgements(scenario) == before)
        #expect(scenario.faults == [])
    }

    // I3.
    @Test func `the leader has both validators' heartbeats, with time and signature`() throws {
        let scenario = try live()
        let heartbeats = try #require(scenario.view(0)?.adexHeartbeats)
        for (place, validator) in scenario.channel.validators.enumerated() {
            let signed = try #require(heartbeats[place])
            guard case .heartbeat(let heartbeat) = signed.statement else { continue }
            let entry = try #require(heartbeat.entries.first { $0.channel == scenario.id })
            let signature = try RecoverableSignature(bytes: #require(entry.adexSignature))
            let root = HeartbeatRoot.stateRoot(
                channel: scenario.id, timestamp: heartbeat.timestamp)
            #expect(signature.recoverAddress(digest: PersonalMessage.digest(of: root)) == validator)
        }
    }

    // I12.
    @Test func `clicks are counted and cost nothing, also before anybody earned`() throws {
        var scenario = try live()
        let clicks = try events(0..<66, .click, publisher: 1, in: scenario)
        for host in 0..<2 { scenario.network.submit(clicks, to: host) }
        let time = scenario.settle(on: 66, within: .seconds(12))
        #expect(time != nil, "\(scenario.picture)")
        #expect(scenario.view(0)?.validator.approved?.paid == .zero)
        for host in 0..<2 { #expect(scenario.view(host)?.verdict.reasons == []) }
    }

    // I21.
    @Test func `a spent channel refuses events and says no more heartbeats as AdEx has them`()
        throws
    {
        var scenario = try live()
        for first in [0, 600] as [UInt16] {
            let part = try events(first..<first + 600, publisher: 1, in: scenario)
            scenario.network.submit(part, to: 1)
        }
        let id = scenario.id
        let time = scenario.network.run(within: .seconds(10)) { network in
            (0..<2).allSatisfy { network.view($0, id)?.status == .exhausted }
        }
        try #require(time != nil, "\(scenario.picture)")
        for host in 0..<2 {
            #expect(scenario.view(host)?.validator.approved?.balances.total == Amount(1_000))
        }
        let more = try events(2_000..<2_001, publisher: 1, in: scenario)
        let ticket = scenario.network.submit(more, to: 0)
        let before = try #require(scenario.view(0)?.adexHeartbeats)
        scenario.network.run(for: NodeParameters().adexHeartbeatInterval * 2)
        #expect(
            scenario.network.hosts[0].answers[ticket]?.refusal == .event(0, EventRefusal.exhausted))
        #expect(scenario.view(0)?.adexHeartbeats == before)
    }

    // D5.
    @Test func `a validator that refuses a state stays online`() throws {
        var scenario = try live(nodes: 4)
        let leader = scenario.network.hosts[0].key
        let root = Digest(words: (1, 1, 1, 1))
        let state = NewState(
            channel: scenario.id, sequence: 1, parent: nil, parentLineage: nil, cutoff: .lowest,
            eventCount: 0, eventsRoot: nil, extraIDs: [], excludedIDs: [], priceSequence: 0,
            balances: [], stateRoot: root, stateSignature: leader.sign(stateRoot: root).bytes,
            exhausted: false)
        let signed = SignedStatement.signed(
            .newState(state), by: leader, sequenceNumber: .max / 2,
            topic: ShardTopic.name(of: scenario.id))
        scenario.network.inject(
            gossip: RPC(subscriptions: [], messages: [signed.message], control: Control()).encode(),
            from: scenario.network.hosts[3].key.peerID, to: 1)
        scenario.network.run(for: .seconds(10))
        let rejected = scenario.view(1)?.counters.statesRejected.reduce(0, +)
        #expect(rejected == 1, "\(scenario.picture)")
        for host in 0..<4 { #expect(scenario.view(host)?.online.count == 4) }
    }

    // D10.
    @Test func `a heartbeat from the future counts no longer than any other`() throws {
        let keys = try Sample.keys(3)
        let channel = try Sample.channel(1, of: keys)
        var snapshot = NodeSnapshot()
        snapshot.channels = [ChannelSnapshot(channel: channel)]
        let now = Moment(instant: Instant(nanoseconds: 1_000_000_000), timestamp: Sample.start)
        let said = Sample.start.adding(milliseconds: 3_600_000)
        let heartbeat = Heartbeat(
            timestamp: said, addresses: [],
            entries: [
                Heartbeat.Entry(
                    channel: channel.id, lastApproved: nil,
                    pool: Heartbeat.PoolSummary(count: 0, fingerprint: .zero, watermark: nil),
                    online: .empty, lanes: .empty, adexSignature: nil)
            ])
        let statement = SignedStatement.signed(
            .heartbeat(heartbeat), by: keys[2], sequenceNumber: said.milliseconds * 1_000_000,
            topic: ShardTopic.name(of: channel.id))
        let admission = Admission(gossip: NodeParameters().gossip, lane: NodeParameters().lane)
        let rpc = RPC(subscriptions: [], messages: [statement.message], control: Control())
        let admitted = try admission.gossip(rpc.encode()) { _ in false }
        for relay in [keys[1], keys[2]] {
            var node = Node(
                key: keys[0], parameters: NodeParameters(), restoring: snapshot, seed: 1, at: now)
            let session = PeerSession(isOutbound: true, address: nil, salt: [1])
            _ = node.step(.connected(relay.peerID, session), at: now)
            _ = node.step(.gossipReady(relay.peerID, .v12), at: now)
            _ = node.step(.gossip(admitted, from: relay.peerID), at: now)
            #expect(node.view(of: channel.id, at: now)?.online.contains(2) == true)
            let later = now.advanced(by: .seconds(5))
            _ = node.step(.woke, at: later)
            #expect(node.view(of: channel.id, at: later)?.online.contains(2) == false)
        }
    }

    // D10.
    @Test func `a wall clock that was an hour ahead silences nobody`() throws {
        var scenario = try live()
        scenario.network.apply(.jump([1], by: .seconds(3_600)))
        scenario.network.run(for: NodeParameters().adexHeartbeatInterval + .seconds(5))
        scenario.network.apply(.jump([1], by: .seconds(-3_600)))
        let before = scenario.view(0)?.adexHeartbeats[1]?.sequenceNumber
        scenario.network.run(for: NodeParameters().adexHeartbeatInterval + .seconds(5))
        let after = scenario.view(0)?.adexHeartbeats[1]?.sequenceNumber
        #expect(try #require(after) > #require(before))
        for host in 0..<2 { #expect(scenario.isBidding(host), "\(scenario.picture)") }
    }
}
