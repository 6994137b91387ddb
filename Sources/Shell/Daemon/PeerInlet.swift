// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Logging
import NodeCore
import Peering
import Primitives
import Transport
import ValidatorMessages

/// Brings what peers say to the node's loop: decoded, bounded and proved, on the connection's own task.
struct PeerInlet: PeerHandler {
    let admission: Admission
    let inbox: Inbox
    let seen: SeenFilter
    let guestBook: GuestBook
    let logger: Logger

    func opened(
        _ peer: PeerID, isOutbound: Bool, address: Bytes?, handshakeHash: Bytes
    ) async {
        guestBook.forget(peer)
        let session = PeerSession(
            isOutbound: isOutbound, address: address, salt: handshakeHash)
        await inbox.send(.input(.connected(peer, session)))
    }

    func closed(_ peer: PeerID) async {
        guestBook.forget(peer)
        await inbox.send(.input(.disconnected(peer)))
    }

    func ready(_ lane: SessionLane, protocolName: String, with peer: PeerID) async {
        switch lane {
        case .gossip:
            let version = GossipVersion(protocolName: protocolName) ?? .v10
            await inbox.send(.input(.gossipReady(peer, version)))
        case .direct: await inbox.send(.input(.laneReady(peer)))
        }
    }

    func unready(_ lane: SessionLane, with peer: PeerID) async {
        switch lane {
        case .gossip: break
        case .direct: await inbox.send(.input(.laneClosed(peer)))
        }
    }

    func heard(_ message: Bytes, on lane: SessionLane, from peer: PeerID) async -> Bool {
        do {
            switch lane {
            case .gossip:
                guard !guestBook.isGraylisted(peer) else {
                    if let topics = try admission.topics(message) {
                        await inbox.send(.input(.gossip(topics, from: peer)))
                    }
                    return true
                }
                let admitted = try admission.gossip(message, isSeen: seen.contains)
                await pay(for: admitted, by: peer)
                await inbox.send(.input(.gossip(admitted, from: peer)))
            case .direct:
                let admitted = try await admit(message, from: peer)
                await inbox.send(.input(.direct(admitted, from: peer)))
            }
            return true
        } catch {
            guestBook.noteMalformed(lane)
            logger.info(
                "a peer sent what is no message of the protocol; its session ends",
                metadata: ["peer": "\(peer)", "lane": "\(lane)", "error": "\(error)"])
            return false
        }
    }

    /// Checks a frame of the direct lane, and makes the peer wait for its checks before they are done.
    ///
    /// Who shares no channel with us has nothing to say there that is signed: it may know of a channel
    /// before we do, so that is no fault, but it costs no check either. Once we come by the channel we
    /// greet the peer, and it tells everything again. That a validator is not listened to on the gossip
    /// lane changes nothing here.
    private func admit(_ message: Bytes, from peer: PeerID) async throws -> AdmittedFrame {
        let frame = try admission.read(message)
        let count = frame.statementCount
        if count > 0 {
            guard guestBook.takesStatements(of: peer) else {
                return frame.withoutStatements
            }
            await wait(for: count, of: peer, on: .direct)
        }
        return try admission.direct(frame, isSeen: seen.contains)
    }

    /// Waits as long as the peer has had more signatures checked than is its share; meanwhile its
    /// socket is not read.
    private func pay(for gossip: AdmittedGossip, by peer: PeerID) async {
        let checked = gossip.messages.count { message in
            if case .duplicate = message { false } else { true }
        }
        if checked > 0 { await wait(for: checked, of: peer, on: .gossip) }
    }

    private func wait(for checks: Int, of peer: PeerID, on lane: SessionLane) async {
        guard let wait = guestBook.takeChecks(checks, of: peer, on: lane) else { return }
        // A cancelled wait ends the connection, which is what it was cancelled for.
        try? await Task.sleep(for: wait)
    }
}
