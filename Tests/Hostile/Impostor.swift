// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import ProcessHarness
import Testing

extension HostileSuite {
    /// Whoever answers where a validator should be.
    struct Impostor {
        @Test func `somebody else at a validator's address is not taken for it`() async throws {
            try await withNetwork(validators: 2) { network in
                let place = try Multiaddr(text: network.origin(of: "p2p", at: 1))
                let port = Int(try #require(place.dialTarget?.port))
                let listener = try await RawListener.open(port: port, key: .fresh())
                try network.start([0])
                _ = try await eventually(within: .seconds(20), "the wrong peer is counted") {
                    let page = await network.metricsPage(of: 0)
                    return page.split(separator: "\n").contains {
                        $0.hasPrefix("outpace_handshake_failures_total")
                            && $0.contains("wrongPeer")
                    }
                }
                let page = await network.metricsPage(of: 0)
                #expect(page.contains("outpace_peers_connected 0\n"))
                listener.close()
            }
        }
    }
}
