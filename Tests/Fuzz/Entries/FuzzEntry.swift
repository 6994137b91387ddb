// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// One decoder, fed with any octets at all.
///
/// `run` never throws: what a decoder refuses is fine. It stops the process when an oracle is broken,
/// as when what was read and written again is not read as the same.
package struct FuzzEntry: Sendable {
    /// The name on the command line.
    package let name: String
    /// Feeds the decoder once.
    package let run: @Sendable (Bytes) -> Void
    /// Octets that the decoder takes, to start from.
    package let seeds: @Sendable () -> [Bytes]

    init(
        _ name: String, seeds: @escaping @Sendable () -> [Bytes],
        run: @escaping @Sendable (Bytes) -> Void
    ) {
        self.name = name
        self.seeds = seeds
        self.run = run
    }

    /// All of them, by name.
    package static let all: [FuzzEntry] =
        [
            multiaddr, multiaddrText, publicKey, multistreamDialer, multistreamListener,
            noisePayload, noiseHandshake, yamux, session, identify, rpc, router, statement, record,
            lane, reconciliation, json, channel,
        ].sorted { $0.name < $1.name }
}
