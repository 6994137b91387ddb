// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Liveness
import Mempool
import NodeCore
import Outpace
import Primitives
public import SimulatedWorld

extension Scenario {
    /// The world of one seed.
    ///
    /// - Throws: why there cannot be one: channels without two validators, or terms that no channel
    ///   accepts.
    public func plan(seed: UInt64) throws(ScenarioProblem) -> WorldPlan {
        var generator = Streams(seed: seed).plan
        let keys: [NodeKey]
        do {
            keys = try Sample.keys(hostCount)
        } catch {
            throw ScenarioProblem(line: 1, path: "nodes", message: "no keys can be made: \(error)")
        }
        let members = try channelMembers(&generator)
        let channels = try makeChannels(members, keys: keys)
        var hosts: [HostPlan] = []
        for (index, group) in groups.enumerated() {
            for host in self.hosts(of: index) {
                hosts.append(
                    hostPlan(
                        host, of: group, index: index, key: keys[host],
                        channels: held(by: host, of: group, channels, members), &generator))
            }
        }
        var plan = WorldPlan(hosts: hosts, edges: edges(&generator, members: members))
        plan.links = links
        plan.depth = depth
        settings.apply(to: &plan)
        resolveSybils(&plan, members: members, &generator)
        return plan
    }

    /// Why there cannot be a world of this scenario; nil when there can.
    public var problem: ScenarioProblem? {
        do throws(ScenarioProblem) {
            _ = try plan(seed: 0)
            return nil
        } catch {
            return error
        }
    }

    private func held(
        by host: Int, of group: NodeGroup, _ channels: [PaymentChannel], _ members: [[Int]]
    ) -> [PaymentChannel] {
        switch group.kind {
        case .observer: channels
        case .outsider: []
        case .validator:
            zip(channels, members).filter { $0.1.contains(host) }.map(\.0)
        }
    }

    private func hostPlan(
        _ host: Int, of group: NodeGroup, index: Int, key: NodeKey, channels: [PaymentChannel],
        _ generator: inout SeededGenerator
    ) -> HostPlan {
        var plan = HostPlan(key: key, channels: channels)
        plan.subscribesOnly = group.kind == .observer
        plan.uplinkOctetsPerSecond = group.uplink
        plan.clock.driftPerMillion = Int.random(in: group.drift, using: &generator)
        plan.clock.offset = generator.duration(in: group.offset)
        plan.disk.commit = group.commit
        if case .plain(let role) = group.role { plan.role = role }
        if let count = group.addressCount {
            let number = host % count
            plan.address = [
                172, 16 + UInt8(truncatingIfNeeded: index % 16),
                UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number),
            ]
        }
        return plan
    }

    /// The validators of each channel, the leader first.
    private func channelMembers(
        _ generator: inout SeededGenerator
    ) throws(ScenarioProblem) -> [[Int]] {
        if let members = channels.members {
            let census = self.census(firstChannel: [])
            return members.map { selectors in
                var hosts: [Int] = []
                for selector in selectors {
                    for host in census.hosts(selector, &generator) where !hosts.contains(host) {
                        hosts.append(host)
                    }
                }
                return hosts
            }
        }
        let candidates = groups.hosts(of: .validator)
        let count = min(channels.validatorCount ?? 25, candidates.count, 25)
        return (0..<channels.count).map { number in
            switch channels.spread {
            case .same: return Array(candidates.prefix(count))
            case .rotate:
                return (0..<count).map { candidates[(number + $0) % candidates.count] }
            case .random: return Array(candidates.shuffled(using: &generator).prefix(count))
            }
        }
    }

    private func makeChannels(
        _ members: [[Int]], keys: [NodeKey]
    ) throws(ScenarioProblem) -> [PaymentChannel] {
        var terms = Sample.Terms()
        terms.deposit = channels.terms.deposit
        terms.fee = channels.terms.fee
        terms.minPerImpression = channels.terms.price.lowerBound
        terms.maxPerImpression = channels.terms.price.upperBound
        terms.missedEventsThreshold = channels.terms.missedEventsThreshold
        terms.health = (channels.terms.healthThreshold, channels.terms.healthUnsignable)
        terms.maxEvents = channels.terms.batchEvents
        terms.maxTimeMillis = channels.terms.batchWait.milliseconds
        terms.settleDelayMillis = channels.terms.settleDelay.milliseconds
        var made: [PaymentChannel] = []
        for (number, members) in members.enumerated() {
            do {
                made.append(
                    try Sample.channel(number, of: members.map { keys[$0] }, terms: terms))
            } catch {
                throw ScenarioProblem(
                    line: 1, path: "channels",
                    message: "channel \(number) of \(members.count) validators cannot be: \(error)")
            }
        }
        return made
    }

    /// What selectors are resolved against before anything happens.
    func census(firstChannel: [Int]) -> HostCensus {
        HostCensus(
            scenario: self, firstChannel: firstChannel,
            isUp: Array(repeating: true, count: hostCount),
            isHonest: (0..<hostCount).map { group(of: $0).role == nil })
    }

    private func resolveSybils(
        _ plan: inout WorldPlan, members: [[Int]], _ generator: inout SeededGenerator
    ) {
        let census = census(firstChannel: members.first ?? [])
        for (index, group) in groups.enumerated() {
            for host in hosts(of: index) {
                plan.hosts[host].role = group.role?.resolved(census, &generator)
            }
        }
    }
}

extension Role {
    /// The role with its target picked.
    func resolved(
        _ census: HostCensus, _ generator: inout SeededGenerator
    ) -> AdversaryRole? {
        switch self {
        case .plain(let role): return role
        case .sybil(let form):
            var conduct = SybilConduct()
            conduct.target = form.target.flatMap { census.hosts($0, &generator).first }
            conduct.censored = form.censored.flatMap { census.hosts($0, &generator).first }
            conduct.withholdsPerMille = form.withholdsPerMille
            conduct.breaksPromises = form.breaksPromises
            conduct.behavesFor = form.behavesFor
            return .sybil(conduct)
        }
    }
}

extension ScenarioSettings {
    func apply(to plan: inout WorldPlan) {
        if let heartbeat { plan.parameters.heartbeatInterval = heartbeat }
        if let offlineAfter {
            plan.parameters.liveness = .init(offlineAfter: offlineAfter)
        }
        if let reconcile { plan.parameters.reconcileInterval = reconcile }
        if let pingInterval { plan.transport.pingInterval = pingInterval }
        if let pingTimeout { plan.transport.pingTimeout = pingTimeout }
        plan.parameters.orphanedConnectionLife = plan.transport.silenceLimit + .seconds(1)
        if let gossipQueue { plan.transport.gossipQueueOctets = gossipQueue }
        if let directQueue { plan.transport.directQueueOctets = directQueue }
        if let poolEvents { plan.parameters.mempool.eventLimit = poolEvents }
    }
}

/// The generators of a run, one for each concern, so that a draw in one does not shift another.
struct Streams {
    let world: UInt64
    let plan: SeededGenerator
    let workload: SeededGenerator
    let faults: SeededGenerator
    let expectations: SeededGenerator

    init(seed: UInt64) {
        var root = SeededGenerator(seed: seed)
        world = root.next()
        plan = root.split()
        workload = root.split()
        faults = root.split()
        expectations = root.split()
    }
}

extension SeededGenerator {
    /// A length of time from a range, in whole microseconds.
    mutating func duration(in range: ClosedRange<Duration>) -> Duration {
        let (lower, upper) = (range.lowerBound.microseconds, range.upperBound.microseconds)
        guard lower < upper else { return range.lowerBound }
        return .microseconds(Int64.random(in: lower...upper, using: &self))
    }
}

extension Duration {
    var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }

    var milliseconds: Int { Int(microseconds / 1_000) }
}
