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
    let logger: Logger

    func opened(_ peer: PeerID, isOutbound: Bool) async {
        await inbox.send(.input(.connected(peer, isOutbound: isOutbound)))
    }

    func closed(_ peer: PeerID) async { await inbox.send(.input(.disconnected(peer))) }

    func ready(_ lane: SessionLane, with peer: PeerID) async {
        switch lane {
        case .gossip: await inbox.send(.input(.gossipReady(peer)))
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
            case .gossip: await inbox.send(.input(.gossip(try gossip(message), from: peer)))
            case .direct: await inbox.send(.input(.direct(try direct(message), from: peer)))
            }
            return true
        } catch {
            logger.info(
                "a peer sent what is no message of the protocol; its session ends",
                metadata: ["peer": "\(peer)", "lane": "\(lane)", "error": "\(error)"])
            return false
        }
    }

    private func gossip(_ message: Bytes) throws -> AdmittedGossip {
        let admitted = try admission.gossip(message, isSeen: seen.contains)
        for case .statement(let statement) in admitted.messages { remember(statement) }
        return admitted
    }

    private func direct(_ message: Bytes) throws -> AdmittedFrame {
        let admitted = try admission.direct(message, isSeen: seen.contains)
        if case .statements(let statements) = admitted.content { statements.forEach(remember) }
        return admitted
    }

    private func remember(_ statement: AdmittedStatement) {
        if let id = statement.statement.message.id { seen.insert(id) }
    }
}
