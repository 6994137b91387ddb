// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Peering
import Primitives
import Synchronization

/// What the connections' own tasks have to know about peers before they bother the node's loop: who is
/// not listened to, who has something to say on the direct lane, and who has had more than its share of
/// signatures checked.
final class GuestBook: Sendable {
    /// How many times as many signatures are checked on the direct lane, which is only for validators of
    /// our channels: of a catch-up with 100 000 of them nobody waits for more than some seconds, and the
    /// largest frame does not hold back the heartbeats behind it for a second.
    static let laneShare = 4.0

    private struct State {
        var graylisted: Set<PeerID> = []
        /// Whether a peer shares a channel with us; nil until the node has met it.
        var sharesChannel: [PeerID: Bool] = [:]
        var checks: [PeerID: [SessionLane: CheckAllowance]] = [:]
        var malformed: [SessionLane: UInt64] = [:]
        var disconnections: [String: UInt64] = [:]
        var ignored: UInt64 = 0
    }

    private let state = Mutex(State())
    private let checksPerSecond: Double

    /// - Parameter checksPerSecond: signatures that are checked for one peer, on average; twice as many
    ///   at once, and `laneShare` times as many on the direct lane.
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

    /// Keeps up with what the node has stepped over: who shares a channel with us now.
    func note(_ input: NodeInput, of node: Node) {
        switch input {
        case .connected(let peer, _): note([peer], of: node)
        case .disconnected(let peer): state.withLock { $0.sharesChannel[peer] = nil }
        case .channelAdded: note(node.connectedPeers, of: node)
        case .gossipReady, .laneReady, .laneClosed, .gossip, .direct, .submitted, .chain, .priced,
            .retargeted,
            .loaded, .settled, .woke:
            return
        }
    }

    private func note(_ peers: [PeerID], of node: Node) {
        state.withLock { state in
            for peer in peers { state.sharesChannel[peer] = node.sharesChannel(with: peer) }
        }
    }

    /// Whether statements may be taken from the peer on the direct lane, as far as is known; a message
    /// from which they are not is counted.
    func takesStatements(of peer: PeerID) -> Bool {
        state.withLock { state in
            guard state.sharesChannel[peer] == false else { return true }
            state.ignored += 1
            return false
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
    func takeChecks(_ count: Int, of peer: PeerID, on lane: SessionLane) -> Duration? {
        let now = ContinuousClock.now
        let rate = lane == .direct ? checksPerSecond * Self.laneShare : checksPerSecond
        return state.withLock { state in
            var allowance =
                state.checks[peer]?[lane] ?? CheckAllowance(left: 2 * rate, at: now)
            defer { state.checks[peer, default: [:]][lane] = allowance }
            return allowance.take(count, perSecond: rate, at: now)
        }
    }

    /// Forgets a peer, whose session ended or is about to begin: the loop may say something of the one
    /// before after that was forgotten.
    func forget(_ peer: PeerID) {
        state.withLock { state in
            state.graylisted.remove(peer)
            state.sharesChannel[peer] = nil
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
