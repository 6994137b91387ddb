// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Outpace
import Primitives
import Targeting
import ValidatorMessages

extension PooledEvent {
    /// What the targeting rules of its channel may look at: the record alone, so that all validators
    /// come to one price.
    func targetingInput(in channel: PaymentChannel) -> TargetingInput {
        guard let content = try? EventRecord.content(of: record) else {
            return TargetingInput(time: key.occurredAt)
        }
        return content.targetingInput(in: channel)
    }
}

extension PriceList {
    /// What an event pays while the deposit lasts; a type that nobody knows pays nothing.
    func price(of event: PooledEvent, in channel: PaymentChannel) -> Amount {
        guard let type = EventType(rawValue: event.type) else { return .zero }
        return price(
            of: type, publisher: event.publisher, occurredAt: event.key.occurredAt,
            channel: channel, input: { event.targetingInput(in: channel) })
    }
}
