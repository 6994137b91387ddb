// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Logging
import Peering
import Primitives

/// One connection from its handshake to its end: tells the owner, in order, what the peer does.
struct Connection {
    /// How a connection ended.
    enum Outcome: Sendable {
        /// The handshake did not succeed, or there was no room for the peer.
        case failed
        /// Another connection to the peer was kept.
        case duplicate(PeerID)
        /// A session existed and is over.
        case ended(PeerID, lasted: Duration)
    }

    let link: SessionLink
    let service: TransportService

    /// Runs until the connection is closed; a cancelled task closes it.
    func run() async -> Outcome {
        await withTaskCancellationHandler {
            let outcome = await serve()
            link.close()
            await link.closed()
            return outcome
        } onCancel: {
            link.close()
        }
    }

    private func serve() async -> Outcome {
        var reader = MailboxReader(link)
        guard let (peer, hash) = await prove(&reader) else { return .failed }
        let address = link.remoteAddress
        let isGuest = !link.isOutbound && !service.isKnown(peer)
        guard !isGuest || service.guests.enter(address) else {
            service.shared.update { $0.connectionsRefused += 1 }
            return .failed
        }
        defer { if isGuest { service.guests.leave(address) } }
        guard case .keep(let replaced) = service.table.register(link, for: peer, session: hash)
        else {
            return .duplicate(peer)
        }
        let start = ContinuousClock.now
        if let replaced {
            // It is a remnant, or not what both ends settle on: nothing waits for its queues.
            replaced.close(draining: false)
            await replaced.ended.wait()
        }
        if !Task.isCancelled { await converse(with: peer, session: hash, &reader) }
        service.table.remove(link, of: peer)
        link.ended.open()
        return .ended(peer, lasted: ContinuousClock.now - start)
    }

    /// Waits for the end of the handshake.
    ///
    /// - Returns: who the peer is and the name of the session, or nil when it did not prove it.
    private func prove(
        _ reader: inout MailboxReader
    ) async -> (peer: PeerID, handshakeHash: Bytes)? {
        defer { service.gate.leave(link) }
        while let effect = await reader.next() {
            switch effect {
            case .established(let key, let hash): return (key.peerID, hash)
            case .finished(let fault):
                noteFailure(fault?.name ?? "closed", fault)
                return nil
            case .write, .ready, .unready, .heard, .identified, .measured, .dropped, .drained,
                .answered, .unanswered:
                preconditionFailure("\(effect) before the peer is known")
            }
        }
        noteFailure("disconnected")
        return nil
    }

    /// Tells the owner everything from the first to the last word of the session.
    private func converse(
        with peer: PeerID, session hash: Bytes, _ reader: inout MailboxReader
    ) async {
        service.table.open(link, for: peer)
        await service.handler.opened(
            peer, isOutbound: link.isOutbound, address: link.remoteAddress.bytes,
            handshakeHash: hash)
        while !Task.isCancelled, let effect = await reader.next() {
            guard await tell(effect, of: peer) else {
                // The owner refused the peer, or the session is over already.
                link.close(draining: false)
                break
            }
        }
        link.close()
        await service.handler.closed(peer)
    }

    private func noteFailure(_ name: String, _ fault: SessionFault? = nil) {
        guard !Task.isCancelled else { return }
        service.shared.update { $0.handshakeFailures[name, default: 0] += 1 }
        service.logger.debug(
            "handshake failed",
            metadata: [
                "reason": "\(fault.map { "\($0)" } ?? name)", "remote": "\(link.remoteAddress)",
                "outbound": "\(link.isOutbound)",
            ])
    }

    /// Passes one effect on; false when the connection has to end.
    private func tell(_ effect: SessionEffect, of peer: PeerID) async -> Bool {
        switch effect {
        case .heard(let lane, let message):
            return await service.handler.heard(message, on: lane, from: peer)
        case .ready(let lane, let name):
            await service.handler.ready(lane, protocolName: name, with: peer)
        case .unready(let lane): await service.handler.unready(lane, with: peer)
        case .measured(let roundTrip):
            service.table.note(roundTrip: roundTrip, of: peer, on: link)
        case .finished(let fault):
            if let fault {
                service.shared.update { $0.sessionFaults[fault.name, default: 0] += 1 }
                service.logger.debug(
                    "session ended", metadata: ["peer": "\(peer)", "reason": "\(fault)"])
            }
            return false
        case .identified(let info): service.table.note(info, of: peer, on: link)
        case .write, .established, .dropped, .drained, .answered, .unanswered: break
        }
        return true
    }
}
