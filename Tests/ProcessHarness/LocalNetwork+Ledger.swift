// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Cryptography
import Foundation
import Identity
package import Outpace
import Primitives
import Testing

extension LocalNetwork {
    /// Opens channels in the network's ledger, each with the key of its creator, one of the nodes.
    package func open(_ channels: PaymentChannel...) async throws {
        let ledger = try LedgerChain(path: folder.path() + "/ledger.db")
        for channel in channels {
            let creator = channel.creator.checksummed
            let key = try key(of: try #require(addresses.firstIndex(of: creator)))
            let digest = LedgerRequest.open(channel.id).digest(ledger: ledger.identity)
            let caller = LedgerCaller(
                address: key.address, signature: key.sign(stateRoot: digest))
            try await ledger.open(channel, by: caller)
        }
        try ledger.close()
    }
}
