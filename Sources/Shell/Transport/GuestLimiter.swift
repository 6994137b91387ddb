// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Synchronization

/// Counts the sessions of peers that nobody told us about, in all and by network address.
final class GuestLimiter: Sendable {
    private struct State {
        var total = 0
        var byAddress: [Bytes: Int] = [:]
    }

    private let totalLimit: Int
    private let addressLimit: Int
    private let state = Mutex(State())

    init(totalLimit: Int, addressLimit: Int) {
        self.totalLimit = totalLimit
        self.addressLimit = addressLimit
    }

    /// Counts a session in; false when there is no room for it.
    func enter(_ address: RemoteAddress) -> Bool {
        state.withLock { state in
            let count = state.byAddress[address.network] ?? 0
            guard state.total < totalLimit, count < addressLimit else { return false }
            state.total += 1
            state.byAddress[address.network] = count + 1
            return true
        }
    }

    /// Counts a session out.
    func leave(_ address: RemoteAddress) {
        state.withLock { state in
            state.total -= 1
            let count = (state.byAddress[address.network] ?? 1) - 1
            state.byAddress[address.network] = count > 0 ? count : nil
        }
    }
}
