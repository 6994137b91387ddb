// This source file is part of the Outpace project. License: see LICENSE.

import Peering
import Primitives
import Synchronization
import Transport

/// Writes down everything the transport says, and wakes tests that wait for something.
final class PeerLog: PeerHandler {
    enum Event: Hashable, Sendable {
        case opened(PeerID, isOutbound: Bool)
        case closed(PeerID)
        case ready(SessionLane, PeerID)
        case unready(SessionLane, PeerID)
        case heard(Bytes, SessionLane, PeerID)
    }

    struct State {
        var events: [Event] = []
        /// What was heard by lane, in order.
        var messages: [SessionLane: [Bytes]] = [:]
        /// The names and addresses of the sessions, in order.
        var handshakeHashes: [Bytes] = []
        var addresses: [Bytes?] = []
        var openCount = 0
        var openedCount = 0
        var closedCount = 0
        var readyLanes: Set<SessionLane> = []
        fileprivate var waiters: [Waiter] = []
    }

    fileprivate struct Waiter {
        let condition: @Sendable (State) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private let state = Mutex(State())
    private let hearing: @Sendable (Bytes, SessionLane, PeerID) async -> Bool
    private let opening: @Sendable () async -> Void
    private let readying: @Sendable (SessionLane, PeerID) async -> Void

    init(
        hearing: @escaping @Sendable (Bytes, SessionLane, PeerID) async -> Bool = { _, _, _ in
            true
        },
        opening: @escaping @Sendable () async -> Void = {},
        readying: @escaping @Sendable (SessionLane, PeerID) async -> Void = { _, _ in }
    ) {
        self.hearing = hearing
        self.opening = opening
        self.readying = readying
    }

    var events: [Event] { state.withLock { $0.events } }

    var handshakeHashes: [Bytes] { state.withLock { $0.handshakeHashes } }

    var addresses: [Bytes?] { state.withLock { $0.addresses } }

    func messages(_ lane: SessionLane) -> [Bytes] {
        state.withLock { $0.messages[lane] ?? [] }
    }

    /// Returns once the condition holds.
    func wait(until condition: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let holds = state.withLock { state in
                let holds = condition(state)
                if !holds {
                    state.waiters.append(Waiter(condition: condition, continuation: continuation))
                }
                return holds
            }
            if holds { continuation.resume() }
        }
    }

    func waitForSession() async {
        await wait { state in state.openCount == 1 && state.readyLanes.count == 2 }
    }

    /// Whether sessions with each peer open and close in turns.
    var alternates: Bool {
        var open: Set<PeerID> = []
        for event in events {
            switch event {
            case .opened(let peer, _):
                guard open.insert(peer).inserted else { return false }
            case .closed(let peer):
                guard open.remove(peer) != nil else { return false }
            case .ready(_, let peer), .unready(_, let peer), .heard(_, _, let peer):
                guard open.contains(peer) else { return false }
            }
        }
        return true
    }

    func opened(
        _ peer: PeerID, isOutbound: Bool, address: Bytes?, handshakeHash: Bytes
    ) async {
        note(.opened(peer, isOutbound: isOutbound)) { state in
            state.handshakeHashes.append(handshakeHash)
            state.addresses.append(address)
            state.openCount += 1
            state.openedCount += 1
        }
        await opening()
    }

    func closed(_ peer: PeerID) async {
        note(.closed(peer)) { state in
            state.openCount -= 1
            state.closedCount += 1
            state.readyLanes = []
        }
    }

    func ready(_ lane: SessionLane, protocolName: String, with peer: PeerID) async {
        note(.ready(lane, peer)) { $0.readyLanes.insert(lane) }
        await readying(lane, peer)
    }

    func unready(_ lane: SessionLane, with peer: PeerID) async {
        note(.unready(lane, peer)) { $0.readyLanes.remove(lane) }
    }

    func heard(_ message: Bytes, on lane: SessionLane, from peer: PeerID) async -> Bool {
        note(.heard(message, lane, peer)) { $0.messages[lane, default: []].append(message) }
        return await hearing(message, lane, peer)
    }

    private func note(_ event: Event, _ change: (inout State) -> Void) {
        let woken = state.withLock { state in
            state.events.append(event)
            change(&state)
            let waiters = state.waiters
            state.waiters = waiters.filter { !$0.condition(state) }
            return waiters.filter { $0.condition(state) }
        }
        for waiter in woken { waiter.continuation.resume() }
    }
}
