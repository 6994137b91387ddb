// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Peering
import Primitives
import Synchronization

/// What the connections' own tasks have to know about peers before they bother the node's loop: who is
/// not listened to, and who has had more than its share of signatures checked.
final class GuestBook: Sendable {
    private struct State {
        var graylisted: Set<PeerID> = []
        var checks: [PeerID: CheckAllowance] = [:]
        var malformed: [SessionLane: UInt64] = [:]
        var disconnections: [String: UInt64] = [:]
        var ignored: UInt64 = 0
    }

    private let state = Mutex(State())
    private let checksPerSecond: Double

    /// - Parameter checksPerSecond: signatures that are checked for one peer, on average; twice as many
    ///   at once.
    init(checksPerSecond: Int) { self.checksPerSecond = Double(checksPerSecond) }

    /// Messages that were no messages of the protocol, by the lane they came on.
    var malformed: [SessionLane: UInt64] { state.withLock { $0.malformed } }

    /// Sessions that this node ended for what the peer did, by reason; the reasons are a fixed set.
    var disconnections: [String: UInt64] { state.withLock { $0.disconnections } }

    /// Messages of peers that are not listened to.
    var ignored: UInt64 { state.withLock { $0.ignored } }

    func graylist(_ peer: PeerID, _ isGraylisted: Bool) {
        state.withLock { state in
            if isGraylisted {
                state.graylisted.insert(peer)
            } else {
                state.graylisted.remove(peer)
            }
        }
    }

    /// Whether a message of the peer is to be passed over, which is then counted.
    func isGraylisted(_ peer: PeerID) -> Bool {
        state.withLock { state in
            guard state.graylisted.contains(peer) else { return false }
            state.ignored += 1
            return true
        }
    }

    func noteMalformed(_ lane: SessionLane) {
        state.withLock { $0.malformed[lane, default: 0] += 1 }
    }

    func noteDisconnection(_ reason: DisconnectReason) {
        state.withLock { $0.disconnections[reason.name, default: 0] += 1 }
    }

    /// Takes signature checks out of the peer's allowance.
    ///
    /// - Returns: how long to wait when the allowance is used up; nil while it is not.
    func takeChecks(_ count: Int, of peer: PeerID) -> Duration? {
        let now = ContinuousClock.now
        return state.withLock { state in
            var allowance =
                state.checks[peer] ?? CheckAllowance(left: 2 * checksPerSecond, at: now)
            defer { state.checks[peer] = allowance }
            return allowance.take(count, perSecond: checksPerSecond, at: now)
        }
    }

    /// Forgets a peer whose session ended.
    func forget(_ peer: PeerID) {
        state.withLock { state in
            state.graylisted.remove(peer)
            state.checks[peer] = nil
        }
    }
}

/// How many signature checks a peer may still cause: filled at a steady rate, emptied by use.
struct CheckAllowance: Sendable {
    private(set) var left: Double
    private var at: ContinuousClock.Instant

    init(left: Double, at: ContinuousClock.Instant) {
        self.left = left
        self.at = at
    }

    /// Takes some; the wait is what brings the allowance back to zero.
    mutating func take(
        _ count: Int, perSecond: Double, at now: ContinuousClock.Instant
    ) -> Duration? {
        let elapsed = (now - at) / .seconds(1)
        at = now
        left = min(2 * perSecond, left + elapsed * perSecond) - Double(count)
        guard left < 0 else { return nil }
        return .seconds(-left / perSecond)
    }
}
