// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Invariants
import NodeCore
import Primitives
import SimulatedWorld
import Testing
import Validator
import ValidatorMessages

/// Each role in a small world, with fewer than a third of the validators byzantine.
@Suite struct RoleTests {
    private static let roles: [(role: AdversaryRole, host: Int)] = {
        var eclipse = SybilConduct()
        eclipse.target = 0
        var flash = SybilConduct()
        flash.behavesFor = .seconds(5)
        flash.breaksPromises = false
        return [
            (.equivocatingLeader, 0), (.equivocatingLeader, 2), (.fickleLeader, 0),
            (.inflatingLeader(perMille: 500), 0),
            (.omittingLeader(perMille: 300), 0), (.approvingFollower, 2), (.rejectingFollower, 2),
            (.silentValidator, 2), (.replayer(perSecond: 50), 2), (.forger(perSecond: 50), 2),
            (.spammer(perSecond: 50), 2), (.withholdingGossiper(perMille: 700), 2),
            (.sybil(eclipse), 2), (.sybil(flash), 2),
        ]
    }()

    private func run(
        _ role: AdversaryRole, at host: Int, seed: UInt64
    ) throws -> ([Breach], World) {
        var stage = try Stage(4, seed: seed) { $0.hosts[host].role = role }
        var book = InvariantBook(world: stage.world)
        for second in 0..<8 {
            stage.post(5, to: second % 4)
            if let breach = stage.run(for: .seconds(1), { book.observe($0, in: $1) }) {
                return ([breach], stage.world)
            }
        }
        if let breach = stage.run(for: .seconds(10), { book.observe($0, in: $1) }) {
            return ([breach], stage.world)
        }
        return (book.finish(stage.world), stage.world)
    }

    @Test(arguments: roles)
    func `one of four misbehaves and all invariants hold`(
        _ role: AdversaryRole, _ host: Int
    ) throws {
        let (breaches, _) = try run(role, at: host, seed: 1)
        #expect(breaches.isEmpty)
    }

    @Test func `honest hosts keep all invariants`() throws {
        var stage = try Stage(4, seed: 5)
        var book = InvariantBook(world: stage.world)
        stage.post(50, to: 1)
        #expect(stage.run(for: .seconds(20)) { book.observe($0, in: $1) } == nil)
        #expect(book.finish(stage.world).isEmpty)
        #expect(book.counts.allSatisfy { $0.checks > 0 })
    }

    @Test func `an equivocating leader proposes two states under one sequence`() throws {
        var stage = try Stage(4) { $0.hosts[0].role = .equivocatingLeader }
        var roots: [UInt64: Set<Digest>] = [:]
        for second in 0..<8 {
            stage.post(5, to: second % 4)
            _ = stage.run(for: .seconds(1)) { turn, _ in
                guard case .batch(let batch) = turn.kind else { return nil }
                for case .direct(let frame, _) in batch.inputs {
                    guard case .statements(let statements) = frame.content else { continue }
                    for case .newState(let state) in statements.map(\.statement.statement) {
                        roots[state.sequence, default: []].insert(state.stateRoot)
                    }
                }
                return nil
            }
        }
        #expect(roots.values.contains { $0.count > 1 })
    }

    @Test func `what an inflating leader pays too much is refused`() throws {
        let (_, world) = try run(.inflatingLeader(perMille: 500), at: 0, seed: 1)
        let refusals = world.hosts[1].notices.count {
            if case .refused = $0.notice { true } else { false }
        }
        #expect(refusals > 0)
    }

    @Test func `a forger is not listened to`() throws {
        let (_, world) = try run(.forger(perSecond: 50), at: 2, seed: 1)
        #expect(world.hosts[0].node?.gossip.peers.contains { $0.isGraylisted } == true)
    }

    @Test func `a silent validator is offline for the others`() throws {
        let (_, world) = try run(.silentValidator, at: 2, seed: 1)
        let id = try #require(world.hosts[0].node?.channelIDs.first)
        #expect(world.view(0, id)?.online.count == 3)
    }
}
