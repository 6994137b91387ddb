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
    /// How often peers broke each rule; the rules are a fixed set.
    private let broken = Mutex<[String: UInt64]>([:])
    /// How often each peer broke a rule lately.
    private let violations = Mutex<[PeerID: Int]>([:])
    /// Peers whose violations are counted; one more, and the counting begins anew.
    private let violatorLimit = 1_024
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// Time from a proposal to its quorum.
    var approval: Histogram { histograms.withLock { $0.approval } }

    /// Time from a statement's making to its delivery.
    var delivery: Histogram { histograms.withLock { $0.delivery } }

    /// How often peers broke each rule.
    var brokenRules: [String: UInt64] { broken.withLock { $0 } }

    /// Time for a batch of records to become durable.
    var commits: Histogram { histograms.withLock { $0.commits } }

    /// The first times, then ever rarer: nobody fills our log by breaking rules.
    private static func isWorthALine(_ count: Int) -> Bool {
        count < 4 || count & (count - 1) == 0
    }

    /// How often the peer broke rules, this time included; nil when there are too many peers to count.
    private func countViolation(of peer: PeerID) -> Int? {
        violations.withLock { violations in
            guard violations[peer] != nil || violations.count < violatorLimit else {
                violations.removeAll()
                return nil
            }
            violations[peer, default: 0] += 1
            return violations[peer]
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
        case .blocked(let channel):
            logger.error(
                "what waits cannot be proposed without taking back a signed proposal that was refused",
                metadata: ["channel": "\(channel)"])
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
            broken.withLock { $0[name, default: 0] += 1 }
            guard let count = countViolation(of: peer), Self.isWorthALine(count) else { return }
            logger.info(
                "a peer broke a rule",
                metadata: ["peer": "\(peer)", "violation": "\(name)", "count": "\(count)"])
        case .suspended(let channel, let wait):
            logger.warning(
                "the storage is a copy that does not know all that was signed; nothing is signed for now",
                metadata: ["channel": "\(channel)", "seconds": "\(wait.components.seconds)"])
        case .doubted(let channel, let peer, let why):
            logger.warning(
                "a peer handed over a state that does not hold",
                metadata: ["channel": "\(channel)", "peer": "\(peer)", "reason": "\(why)"])
        case .delivered(_, let ageMillis):
            histograms.withLock { $0.delivery.observe(seconds: Double(ageMillis) / 1_000) }
        }
    }
}
