// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Logging
import Peering
import Primitives

extension TransportService {
    /// Dials a peer whenever there is no session with it, for ever, with growing pauses.
    ///
    /// - Parameter expected: who is there, or nil when the address does not say.
    func keepDialling(_ expected: PeerID?, addresses: @Sendable () -> [Multiaddr]) async {
        var backoff = Backoff(first: configuration.firstPause, last: configuration.lastPause)
        var generator = SystemRandomNumberGenerator()
        // Who was there the last time, so that a peer without a name is not dialled twice.
        var found = expected
        while !Task.isCancelled {
            var outcome = Connection.Outcome.failed
            if let peer = found, let link = table.link(of: peer) {
                let start = ContinuousClock.now
                await link.ended.wait()
                outcome = .ended(peer, lasted: ContinuousClock.now - start)
            } else {
                for address in addresses() {
                    outcome = await dial(address, expecting: expected)
                    guard case .failed = outcome, !Task.isCancelled else { break }
                }
            }
            switch outcome {
            case .failed: break
            case .duplicate(let peer):
                found = peer
                if table.link(of: peer) != nil { continue }
            case .ended(let peer, let lasted):
                found = peer
                if lasted >= configuration.stableDuration { backoff.reset() }
            }
            // A cancelled pause ends the loop.
            try? await Task.sleep(for: backoff.next(using: &generator))
        }
    }

    /// Dials one address and serves the connection until it ends.
    private func dial(
        _ address: Multiaddr, expecting peer: PeerID?
    ) async -> Connection.Outcome {
        guard let target = address.dialTarget else { return .failed }
        shared.update { $0.dials += 1 }
        let dialer = Dialer(
            factory: factory, group: group, timeout: configuration.connectTimeout)
        do {
            let link = try await dialer.connect(to: target, expecting: peer)
            return await Connection(link: link, service: self).run()
        } catch {
            guard !Task.isCancelled else { return .failed }
            shared.update { $0.handshakeFailures["dial", default: 0] += 1 }
            logger.debug("dial failed", metadata: ["address": "\(address)", "error": "\(error)"])
            return .failed
        }
    }
}
