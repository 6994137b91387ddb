// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Identity
import Invariants
import Mempool
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Validator

extension Simulation {
    /// Acknowledged events that every honest validator of their channel has paid.
    var paidCount: Int {
        let judged = world.hosts.indices.filter { isJudged($0) }
        let ledgers = roster.entries.map { entry in
            judged.filter { entry.validators.contains($0) }
                .compactMap { world.view($0, entry.id)?.validator.included }
        }
        return figures.events.count { event in
            event.acknowledgedAt != nil
                && ledgers[event.channel].allSatisfy { $0.contains(event.id) }
        }
    }

    private func isJudged(_ host: Int) -> Bool {
        world.hosts[host].isUp && world.hosts[host].role == nil
    }

    /// What is found instead of what is expected; nil when it holds.
    mutating func shortfall(of expectation: Expectation) -> String? {
        let judged = census.hosts(expectation.hosts, &drawing).filter { isJudged($0) }
        guard let least = expectation.least else {
            return shortfall(of: expectation.condition, at: judged)
        }
        guard judged.count >= least else {
            return "\(judged.count) of these hosts run and are honest, expected at least \(least)"
        }
        var count = 0
        var reason: String?
        for host in judged {
            let found = shortfall(of: expectation.condition, at: [host])
            count += found == nil ? 1 : 0
            reason = found ?? reason
        }
        guard count < least, let reason else { return nil }
        return "it holds for \(count) of \(judged.count) hosts, expected at least \(least): "
            + reason
    }

    private mutating func shortfall(
        of condition: Expectation.Condition, at judged: [Int]
    ) -> String? {
        switch condition {
        case .bidding, .online, .status:
            return views(of: judged) { Self.shortfall(of: condition, $0) }
        case .approvedEvents(let least):
            return first(of: judged) { approvedShortfall(least, $0) }
        case .turnedAway(let least):
            guard figures.refusalCount < least else { return nil }
            return
                "\(figures.refusalCount) submissions were turned away, expected at least \(least)"
        case .missingRecords(let most): return first(of: judged) { missingRecords(most, $0) }
        case .allPaid: return nothingOwed ?? unpaid(judged)
        case .delivery(let least): return nothingOwed ?? undelivered(least, judged)
        case .deliveryLatency(let bounds):
            return Self.exceeded(bounds, by: figures.delivery).map { "deliveryLatency: \($0)" }
        case .paymentLatency(let bounds):
            return Self.exceeded(bounds, by: figures.payment).map { "paymentLatency: \($0)" }
        case .disconnected(let others):
            let others = census.hosts(others, &drawing)
            return first(of: judged) { host in
                others.first { $0 != host && world.isConnected(host, $0) }
                    .map { "host \(host) is connected to \($0)" }
            }
        case .graylisted(let others): return graylisting(judged, others, isExpected: true)
        case .trusted(let others): return graylisting(judged, others, isExpected: false)
        case .converged: return divergence(of: judged)
        case .refused(let reasons):
            return first(of: judged) { unrefused(reasons, $0) }
        case .noBreaches: return breaches.first.map { "\($0.invariant) was breached" }
        }
    }

    private func first(of hosts: [Int], _ find: (Int) -> String?) -> String? {
        for host in hosts {
            if let found = find(host) { return found }
        }
        return nil
    }

    /// Looks at every channel of every host.
    private func views(of hosts: [Int], _ find: (ChannelView) -> String?) -> String? {
        for host in hosts {
            for (number, entry) in roster.entries.enumerated() {
                guard let view = world.view(host, entry.id), let found = find(view) else {
                    continue
                }
                return "host \(host), channel \(number): \(found)"
            }
        }
        return nil
    }

    private static func shortfall(
        of condition: Expectation.Condition, _ view: ChannelView
    ) -> String? {
        switch condition {
        case .bidding(let isExpected):
            guard view.verdict.isActive != isExpected else { return nil }
            let reasons = view.verdict.reasons.map(\.rawValue).joined(separator: " ")
            return isExpected ? "bidding is off: \(reasons)" : "bidding is on"
        case .online(let range):
            let count = view.online.count
            guard !range.contains(count) else { return nil }
            return "\(count) validators are online, expected \(range.lowerBound)"
                + (range.lowerBound == range.upperBound ? "" : " to \(range.upperBound)")
        case .status(let expected):
            guard view.status != expected else { return nil }
            return "the status is \(view.status.rawValue), expected \(expected.rawValue)"
        case .approvedEvents, .turnedAway, .missingRecords, .allPaid, .delivery, .deliveryLatency,
            .paymentLatency, .disconnected, .graylisted, .trusted, .converged, .refused,
            .noBreaches:
            return nil
        }
    }

    private func approvedShortfall(_ least: Int, _ host: Int) -> String? {
        var count: UInt64 = 0
        for entry in roster.entries {
            count += world.view(host, entry.id)?.validator.approved?.eventCount ?? 0
        }
        guard count < UInt64(least) else { return nil }
        return "host \(host) has seen \(count) events approved, expected at least \(least)"
    }

    private func missingRecords(_ most: Int, _ host: Int) -> String? {
        let count = roster.entries.reduce(0) { count, entry in
            count + world.hosts[host].journal.missingCount(of: entry.id)
        }
        guard count > most else { return nil }
        return "host \(host) lacks \(count) records of approved events, expected at most \(most)"
    }

    private func unrefused(_ reasons: [RejectReason], _ host: Int) -> String? {
        let found = figures.reasonsOfRefusal(at: host)
        guard let missing = reasons.first(where: { !found.contains($0) }) else { return nil }
        let others = found.map(\.name).joined(separator: ", ")
        return "host \(host) refused no proposal for \(missing.name)"
            + (others.isEmpty ? "" : ", but for \(others)")
    }

    /// Where no event is owed, nothing is said by all of them being somewhere.
    private var nothingOwed: String? {
        guard owed.isEmpty else { return nil }
        return figures.acknowledgedCount == 0
            ? "no event was acknowledged"
            : "no event is owed: who acknowledged one lost it with its disk, or took up a role"
    }

    private func unpaid(_ judged: [Int]) -> String? {
        for (number, entry) in roster.entries.enumerated() {
            let ids = owed.events(of: entry.id)
            for host in judged {
                guard let included = world.view(host, entry.id)?.validator.included else {
                    continue
                }
                let missing = ids.filter { !included.contains($0) }
                guard let first = missing.first else { continue }
                return "host \(host), channel \(number): \(missing.count) acknowledged events are "
                    + "not paid, the first is \(first)"
            }
        }
        return nil
    }

    private func undelivered(_ least: Int, _ judged: [Int]) -> String? {
        var (met, all) = (0, 0)
        for entry in roster.entries {
            let ids = owed.events(of: entry.id)
            for host in judged {
                guard let validator = world.view(host, entry.id)?.validator else { continue }
                all += ids.count
                met += ids.count {
                    validator.included.contains($0) || validator.pool.contains($0)
                }
            }
        }
        guard met * 1_000 < all * least else { return nil }
        return "\(met) of \(all) deliveries were made, expected at least \(least) of a thousand"
    }

    private static func exceeded(
        _ expected: Expectation.Percentiles, by samples: LatencySamples
    ) -> String? {
        for bound in expected.bounds {
            guard let found = samples.percentile(bound.perMille) else {
                return "no event came so far that a time could be taken"
            }
            guard found > bound.limit else { continue }
            return "\(bound.name) is \(found.roundedUpToMilliseconds.words), "
                + "expected at most \(bound.limit.words)"
        }
        return nil
    }

    private mutating func graylisting(
        _ judged: [Int], _ others: HostSelector, isExpected: Bool
    ) -> String? {
        let others = census.hosts(others, &drawing)
        return first(of: judged) { host in
            guard let reports = world.hosts[host].node?.gossip.peers else { return nil }
            for other in others where other != host {
                let peer = world.hosts[other].key.peerID
                guard let report = reports.first(where: { $0.peer == peer }),
                    report.isGraylisted != isExpected
                else { continue }
                return isExpected
                    ? "host \(host) still listens to \(other)"
                    : "host \(host) does not listen to \(other)"
            }
            return nil
        }
    }

    private func divergence(of judged: [Int]) -> String? {
        for (number, entry) in roster.entries.enumerated() {
            var known: (host: Int, state: Lineage?)?
            for host in judged {
                guard let view = world.view(host, entry.id) else { continue }
                let state = view.validator.approved?.lineage
                if let known, known.state != state {
                    return
                        "channel \(number): hosts \(known.host) and \(host) hold different states"
                }
                known = known ?? (host, state)
            }
        }
        return nil
    }
}
