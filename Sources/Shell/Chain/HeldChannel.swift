// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives

/// A channel at the ledger.
struct HeldChannel {
    /// What was opened.
    let channel: PaymentChannel
    /// Whether it still pays.
    let state: ChainState
    /// All that was withdrawn by accounts.
    let withdrawn: Amount

    /// What of the deposit the ledger still holds.
    func remaining() throws(ChainError) -> Amount {
        guard let rest = channel.deposit.subtracting(withdrawn) else {
            throw ChainError(
                .damaged,
                "of channel \(channel.id) more was withdrawn than deposited: \(withdrawn) of "
                    + "\(channel.deposit)")
        }
        return state == .active ? rest : .zero
    }
}
