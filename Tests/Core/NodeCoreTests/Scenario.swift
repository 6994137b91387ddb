// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Validator
import ValidatorMessages

/// One network with one channel that all its nodes validate, and what the tests ask of it.
struct Scenario {
    var network: World
    let channel: PaymentChannel
    private var eventCount = 0

    init(
        nodes: Int, terms: Sample.Terms = Sample.Terms(),
        settings: World.Settings = World.Settings(), seed: UInt64 = 1
    ) throws {
        let keys = try Sample.keys(nodes)
        channel = try Sample.channel(1, of: keys, terms: terms)
        network = World(keys: keys, channels: [channel], settings: settings, seed: seed)
    }

    var id: ChannelID { channel.id }

    /// Events that occur now, at one of seven publishers each.
    mutating func makeEvents(_ count: Int) -> [EventRecord] {
        let first = eventCount
        eventCount += count
        return (first..<first + count).map {
            Sample.event($0, of: id, publisher: $0 % 7, at: network.now.timestamp)
        }
    }

    func view(_ host: Int) -> ChannelView? { network.view(host, id) }

    func isBidding(_ host: Int) -> Bool { view(host)?.verdict.isActive ?? false }

    /// How many events the approved state of a host covers.
    func paid(_ host: Int) -> UInt64 { view(host)?.validator.approved?.eventCount ?? 0 }

    /// Whether all hosts that run agree on one state that covers so many events.
    func agrees(on count: UInt64) -> Bool {
        let running = network.hosts.indices.filter { network.hosts[$0].isUp }
        let roots = Set(running.map { view($0)?.validator.approved?.root })
        return roots.count == 1 && running.allSatisfy { paid($0) == count }
    }

    /// Waits until everybody bids.
    mutating func goLive(within limit: Duration = .seconds(5)) -> Duration? {
        let all = network.hosts.indices
        return network.run(within: limit) { [id] network in
            all.allSatisfy { network.view($0, id)?.verdict.isActive ?? false }
        }
    }

    /// Waits until all hosts that run agree on a state that covers so many events.
    mutating func settle(on count: Int, within limit: Duration) -> Duration? {
        let scenario = self
        return network.run(within: limit) { network in
            var now = scenario
            now.network = network
            return now.agrees(on: UInt64(count))
        }
    }

    /// What no run may ever show: journals that contradict themselves, refused peers, unordered
    /// approved states, or certificates that prove nothing.
    var faults: [String] {
        var faults = network.faults
        var states: [ApprovedState] = []
        for (place, host) in network.hosts.enumerated() {
            faults += host.journal.faults.map { "\(place): \($0)" }
            guard let validator = view(place)?.validator else { continue }
            if let fault = validator.certificate?.fault() { faults.append("\(place): \(fault)") }
            if let state = validator.approved { states.append(state) }
            for proof in validator.evidence { faults.append("\(place): \(proof.rule)") }
        }
        states.sort { $0.newState.sequence < $1.newState.sequence }
        for (lower, upper) in zip(states, states.dropFirst())
        where !upper.balances.dominates(lower.balances) {
            faults.append("\(upper.root) does not follow \(lower.root)")
        }
        for state in states where state.balances.total.map({ $0 > channel.deposit }) ?? true {
            faults.append("\(state.root) passes the deposit")
        }
        return faults
    }

    /// Every host at a glance, for the message of a failed expectation.
    var picture: String {
        network.hosts.indices.map { host in
            guard let view = view(host) else { return "\(host) is down" }
            let validator = view.validator
            let reasons = view.verdict.reasons.map(\.rawValue).joined(separator: ",")
            let refused = network.hosts[host].notices.compactMap { entry -> String? in
                switch entry.notice {
                case .refused(_, let reason): reason.name
                case .doubted(_, _, let why): why
                default: nil
                }
            }
            return "\(host) \(view.status.rawValue) [\(reasons)] online \(view.online.indices) "
                + "approved \(validator.approved?.newState.sequence ?? 0) "
                + "paid \(paid(host)) pool \(validator.pool.count) refused \(refused.suffix(5))"
        }.joined(separator: "\n")
    }
}
