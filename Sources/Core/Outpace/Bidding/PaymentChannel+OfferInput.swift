// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Targeting

extension PaymentChannel {
    /// What targeting rules may look at before there is an event: what is known of the campaign,
    /// the time and the publisher. Rules that ask about the slot or the user are skipped.
    func offerInput(for publisher: Address?, at now: Timestamp) -> TargetingInput {
        var input = TargetingInput(time: now)
        input.undefined = publisher == nil ? Self.unsaid.union([.publisherId]) : Self.unsaid
        input.publisherId = publisher?.description ?? ""
        input.eventType = EventType.impression.name
        input.advertiserId = creator.description
        input.campaignId = id.description
        input.campaignBudget = deposit
        let bounds = spec.bounds(of: .impression)
        input.eventMinPrice = bounds.min
        input.eventMaxPrice = bounds.max
        return input
    }

    private static let unsaid: Set<TargetingVariable> = [
        .adSlotId, .adSlotType, .adUnitId, .country, .userAgentOS, .userAgentBrowserFamily,
    ]
}
