// This source file is part of the Outpace project. License: see LICENSE.

package import Identity
package import Peering
package import Primitives

extension TransportService {
    /// Sends 32 octets to a connected peer and waits for them to come back (`/ipfs/ping/1.0.0`).
    ///
    /// One ping per peer at a time. A cancelled task stops waiting.
    ///
    /// - Returns: the time from the first octet of the stream to the last of the answer.
    /// - Throws: `TransportError` when there is no session or no answer.
    package func ping(peer: PeerID) async throws -> Duration {
        guard case .ping(let roundTrip) = try await ask(.ping, of: peer) else {
            preconditionFailure("the answer to a ping is of another kind")
        }
        return roundTrip
    }

    /// Sends zeros to a connected peer and has others sent back (`/perf/1.0.0`); none of them is
    /// held in memory.
    ///
    /// One measurement per peer at a time. A cancelled task ends the transfer.
    ///
    /// - Parameters:
    ///   - upload: octets to send.
    ///   - download: octets to have sent back.
    /// - Throws: `TransportError` when there is no session, or when the peer does not speak the
    ///   protocol, is busy with another measurement, or lets the transfer stand still.
    package func measure(
        peer: PeerID, upload: UInt64, download: UInt64
    ) async throws -> PerfResult {
        let request = SessionRequest.perf(upload: upload, download: download)
        guard case .perf(let result) = try await ask(request, of: peer) else {
            preconditionFailure("the answer to a measurement is of another kind")
        }
        return result
    }

    /// Tells peers from now on that this node listens on these addresses; connected ones that want
    /// to know are told by a push, at most one every few seconds.
    package func announce(_ addresses: [Multiaddr]) {
        factory.announce(addresses)
        let encoded = addresses.map(\.bytes)
        for link in register.links { link.announce(encoded) }
    }

    private func ask(_ request: SessionRequest, of peer: PeerID) async throws -> SessionAnswer {
        guard let link = table.openLink(of: peer) else {
            throw TransportError(
                code: .notConnected,
                message: "there is no session with \(peer); add it to network.peers, or wait "
                    + "until it is dialled",
                cause: nil)
        }
        do {
            return try await link.ask(request)
        } catch let fault as RequestFault {
            try Task.checkCancellation()
            throw TransportError(
                code: .unanswered, message: "\(peer) gave no answer: \(fault.sentence)",
                cause: fault)
        }
    }
}

extension RequestFault {
    /// What happened, for a person.
    fileprivate var sentence: String {
        switch self {
        case .busy: "a request of this kind is still under way; try again when it is done"
        case .notSpoken: "it does not speak the protocol"
        case .reset: "it ended the request; it may be busy with another one"
        case .wrongAnswer: "it sent something else than it was asked for"
        case .timeout: "nothing came for too long"
        case .cancelled: "the request was cancelled"
        case .sessionEnded: "the session ended"
        }
    }
}
