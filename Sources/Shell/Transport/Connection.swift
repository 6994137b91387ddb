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
        guard let peer = await prove(&reader) else { return .failed }
        let host = link.remoteHost
        let isGuest = !link.isOutbound && !service.isKnown(peer)
        guard !isGuest || service.guests.enter(host) else {
            service.shared.update { $0.connectionsRefused += 1 }
            return .failed
        }
        defer { if isGuest { service.guests.leave(host) } }
        guard case .keep(let replaced) = service.table.register(link, for: peer) else {
            return .duplicate(peer)
        }
        let start = ContinuousClock.now
        if let replaced {
            replaced.close()
            await replaced.ended.wait()
        }
        if !Task.isCancelled { await converse(with: peer, &reader) }
        service.table.remove(link, of: peer)
        link.ended.open()
        return .ended(peer, lasted: ContinuousClock.now - start)
    }

    /// Waits for the end of the handshake.
    ///
    /// - Returns: who the peer is, or nil when it did not prove it.
    private func prove(_ reader: inout MailboxReader) async -> PeerID? {
        defer { service.gate.leave(link) }
        while let effect = await reader.next() {
            switch effect {
            case .established(let key): return key.peerID
            case .finished(let fault):
                noteFailure(fault?.name ?? "closed", fault)
                return nil
            case .write, .ready, .unready, .heard, .identified, .measured, .dropped, .drained:
                preconditionFailure("\(effect) before the peer is known")
            }
        }
        noteFailure("disconnected")
        return nil
    }

    /// Tells the owner everything from the first to the last word of the session.
    private func converse(with peer: PeerID, _ reader: inout MailboxReader) async {
        service.table.open(link, for: peer)
        await service.handler.opened(peer, isOutbound: link.isOutbound)
        while !Task.isCancelled, let effect = await reader.next() {
            guard await tell(effect, of: peer) else { break }
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
                "reason": "\(fault.map { "\($0)" } ?? name)", "remote": "\(link.remoteHost)",
                "outbound": "\(link.isOutbound)",
            ])
    }

    /// Passes one effect on; false when the connection has to end.
    private func tell(_ effect: SessionEffect, of peer: PeerID) async -> Bool {
        switch effect {
        case .heard(let lane, let message):
            return await service.handler.heard(message, on: lane, from: peer)
        case .ready(let lane): await service.handler.ready(lane, with: peer)
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
        case .write, .established, .identified, .dropped, .drained: break
        }
        return true
    }
}
