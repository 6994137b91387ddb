// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Identity
import Invariants
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Testing
import Validator
import ValidatorMessages

/// A small world that need not run, and turns made by hand.
struct Stage {
    var world: World
    let channel: PaymentChannel
    let keys: [NodeKey]
    let roster: Roster
    private var eventCount = 0

    init(
        _ count: Int = 4, seed: UInt64 = 1, adjusting: (inout WorldPlan) -> Void = { _ in }
    ) throws {
        keys = try Sample.keys(count)
        channel = try Sample.channel(1, of: keys)
        let channel = channel
        var plan = WorldPlan(
            hosts: keys.map { HostPlan(key: $0, channels: [channel]) },
            edges: WorldPlan.fullMesh(count))
        adjusting(&plan)
        world = World(plan: plan, seed: seed)
        roster = Roster(world: world)
    }

    // Turns.

    /// A batch, of an honest host unless it is said.
    static func batch(
        _ host: Int, _ effects: [NodeEffect] = [], hearing inputs: [NodeInput] = [],
        at time: Duration = .seconds(1), isHonest: Bool = true, durableCount: Int = .max
    ) -> Turn {
        Turn(
            at: time,
            kind: .batch(
                Batch(
                    host: host, inputs: inputs, effects: effects, isHonest: isHonest,
                    durableCount: durableCount)))
    }

    // States.

    /// Balances of publishers 0, 1, ... .
    static func balances(_ amounts: [UInt64]) throws -> Balances {
        try Balances(
            amounts.enumerated().map {
                Balances.Entry(account: Sample.publisher($0.offset), amount: Amount($0.element))
            }.sorted { $0.account < $1.account })
    }

    /// The root of balances.
    func root(of amounts: [UInt64]) throws -> Digest {
        let tree = try #require(StateTree(Self.balances(amounts)))
        return tree.stateRoot(of: channel.id)
    }

    /// What the leader proposes when it pays so much for these events.
    func state(
        _ amounts: [UInt64], sequence: UInt64, on parent: NewState? = nil,
        adding ids: [EventID] = []
    ) throws -> NewState {
        let root = try root(of: amounts)
        return NewState(
            channel: channel.id, sequence: sequence, parent: parent?.stateRoot,
            parentLineage: parent?.lineage, cutoff: .lowest, eventCount: UInt64(ids.count),
            eventsRoot: MerkleTree(leaves: ids.map(\.digest))?.root, extraIDs: [],
            excludedIDs: [], priceSequence: 0, balances: try Self.balances(amounts).entries,
            stateRoot: root, stateSignature: keys[0].sign(stateRoot: root).bytes,
            exhausted: false)
    }

    /// The leader's proposal of balances.
    func proposal(_ amounts: [UInt64], sequence: UInt64) throws -> SignedStatement {
        said(.newState(try state(amounts, sequence: sequence)), by: 0, number: sequence)
    }

    /// A statement of a validator.
    func said(_ statement: Statement, by host: Int, number: UInt64) -> SignedStatement {
        SignedStatement.signed(
            statement, by: keys[host], sequenceNumber: number,
            topic: ShardTopic.name(of: channel.id))
    }

    /// The record of an approved state.
    ///
    /// - Parameter named: what the followers' approvals name; nil for the state itself.
    func approved(
        _ amounts: [UInt64], sequence: UInt64, on parent: NewState? = nil,
        adding ids: [EventID] = [], named: NewState? = nil
    ) throws -> NodeEffect {
        let state = try state(amounts, sequence: sequence, on: parent, adding: ids)
        let proposal = said(.newState(state), by: 0, number: sequence)
        let balances = try Self.balances(amounts)
        let approved = ApprovedState(
            proposal: proposal, newState: state, balances: balances, beforeFees: balances,
            paid: balances.total ?? .zero, eventCount: UInt64(ids.count), stepIDs: ids,
            payouts: [], changes: [],
            approvals: [nil]
                + keys.indices.dropFirst().map { approval(of: named ?? state, by: $0, number: 1) })
        return .persist(
            .channel(channel.id, .approved(ApprovedRecord(state: approved, changes: []))))
    }

    /// The record of a signature under a state.
    func signed(_ amounts: [UInt64], sequence: UInt64) throws -> NodeEffect {
        let floor = SigningFloor(
            sequence: sequence, root: try root(of: amounts),
            lineage: try state(amounts, sequence: sequence).lineage,
            balances: try Self.balances(amounts))
        return .persist(
            .channel(
                channel.id,
                .signed(SignedRecord(floor: floor, changes: [], stepIDs: []))))
    }

    /// A follower's approval of balances.
    func approval(_ amounts: [UInt64], by host: Int, number: UInt64) throws -> SignedStatement {
        approval(of: try state(amounts, sequence: 1), by: host, number: number)
    }

    /// A follower's approval of a state.
    func approval(of state: NewState, by host: Int, number: UInt64) -> SignedStatement {
        said(
            .approveState(
                ApproveState(
                    channel: channel.id, stateRoot: state.stateRoot, lineage: state.lineage,
                    stateSignature: keys[host].sign(stateRoot: state.stateRoot).bytes,
                    isHealthy: true, healthPromilles: 1_000, exhausted: false)),
            by: host, number: number)
    }

    /// A validator's heartbeat.
    func heartbeat(by host: Int, number: UInt64) -> SignedStatement {
        let pool = Heartbeat.PoolSummary(count: 0, fingerprint: .zero, watermark: nil)
        let entry = Heartbeat.Entry(
            channel: channel.id, lastApproved: nil, pool: pool, online: .empty, lanes: .empty,
            adexSignature: nil)
        let heartbeat = Heartbeat(timestamp: Sample.start, addresses: [], entries: [entry])
        return said(.heartbeat(heartbeat), by: host, number: number)
    }

    /// An event of the channel.
    func event(_ number: Int) -> EventRecord {
        Sample.event(number, of: channel.id, publisher: number, at: Sample.start)
    }

    // Messages.

    /// Statements as they arrive by gossip.
    func arrival(of statements: [SignedStatement], from host: Int) throws -> NodeInput {
        let rpc = RPC(subscriptions: [], messages: statements.map(\.message), control: Control())
        let admission = Admission(gossip: .standard, lane: LaneParameters())
        let gossip = try admission.gossip(rpc.encode(), isSeen: { _ in false })
        return .gossip(gossip, from: keys[host].peerID)
    }

    // Running.

    /// Posts events that occur now.
    mutating func post(_ count: Int, to host: Int) {
        let first = eventCount
        eventCount += count
        let records = (first..<first + count).map {
            Sample.event($0, of: channel.id, publisher: $0 % 7, at: world.now.timestamp)
        }
        world.submit(records, to: host)
    }

    /// Lets time pass under the eyes of an invariant, or of all.
    mutating func run(
        for duration: Duration, _ observe: (Turn, World) -> Breach?
    ) -> Breach? {
        let end = world.elapsed + duration
        while let turn = world.next(before: end) {
            if let breach = observe(turn, world) { return breach }
        }
        return nil
    }

    /// Applies a fault under the eyes of an invariant.
    mutating func apply(_ fault: Fault, _ observe: (Turn, World) -> Breach?) -> Breach? {
        world.apply(fault).flatMap { observe($0, world) }
    }
}
