// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives

extension PooledEvent {
    /// Whether the event is accountable to every validator, whoever observed it.
    func isVouchedByAll(validators: Int) -> Bool {
        isUserSigned || 3 * observers.count >= 2 * validators
    }
}
