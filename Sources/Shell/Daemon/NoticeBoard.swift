// This source file is part of the Outpace project. License: see LICENSE.

import Logging
import NodeCore
import Outpace
import Primitives
import Synchronization
import Telemetry

/// Turns what the node notices into log lines and histograms.
final class NoticeBoard: Sendable {
    private struct Histograms {
        var approval = Histogram()
        var delivery = Histogram()
        var commits = Histogram()
    }

    private let histograms = Mutex(Histograms())
    /// Rules that each connected peer broke.
    private let violations = Mutex<[PeerID: Int]>([:])
    /// Peers whose violations are counted between two looks at them.
    private let violatorLimit = 1_024
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// Time from a proposal to its quorum.
    var approval: Histogram { histograms.withLock { $0.approval } }

    /// Time from a statement's making to its delivery.
    var delivery: Histogram { histograms.withLock { $0.delivery } }

    /// Time for a batch of records to become durable.
    var commits: Histogram { histograms.withLock { $0.commits } }

    /// How each of these peers behaves: 0 for one that broke no rule, less for each that it broke.
    /// Peers that are gone are forgotten.
    func scores(of peers: [PeerID]) -> [PeerID: Double] {
        violations.withLock { violations in
            let connected = Set(peers)
            violations = violations.filter { connected.contains($0.key) }
            return violations.mapValues { -Double($0) }
        }
    }

    func noteCommit(_ elapsed: Duration) { histograms.withLock { $0.commits.observe(elapsed) } }

    func post(_ notice: Notice) {
        switch notice {
        case .approved(let channel, let root, let eventCount, let after):
            histograms.withLock { $0.approval.observe(after) }
            logger.debug(
                "state approved",
                metadata: [
                    "channel": "\(channel)", "root": "\(root)", "events": "\(eventCount)",
                ])
        case .refused(let channel, let reason):
            logger.warning(
                "proposal refused",
                metadata: ["channel": "\(channel)", "reason": "\(reason.name)"])
        case .standing(let channel, let validator, let isOnline):
            logger.info(
                isOnline ? "validator online" : "validator offline",
                metadata: ["channel": "\(channel)", "validator": "\(validator)"])
        case .bidding(let channel, let verdict):
            logger.info(
                verdict.isActive ? "bidding" : "not bidding",
                metadata: [
                    "channel": "\(channel)",
                    "reasons": "\(verdict.reasons.map(\.rawValue).joined(separator: " "))",
                ])
        case .violation(let peer, let name):
            violations.withLock { violations in
                guard violations[peer] != nil || violations.count < violatorLimit else { return }
                violations[peer, default: 0] += 1
            }
            logger.info(
                "a peer broke a rule", metadata: ["peer": "\(peer)", "violation": "\(name)"])
        case .doubted(let channel, let peer, let why):
            logger.warning(
                "a peer handed over a state that does not hold",
                metadata: ["channel": "\(channel)", "peer": "\(peer)", "reason": "\(why)"])
        case .delivered(_, let ageMillis):
            histograms.withLock { $0.delivery.observe(seconds: Double(ageMillis) / 1_000) }
        }
    }
}
