// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
import Primitives
public import Targeting

extension EventRecord.Content {
    /// What the targeting rules of its channel may look at.
    ///
    /// What changes while a campaign runs, as what is spent, is not among it: validators would see
    /// it at different times, and disagree on the price.
    public func targetingInput(in channel: PaymentChannel) -> TargetingInput {
        var input = TargetingInput(time: occurredAt)
        input.adSlotId = adSlot
        input.adSlotType = slotType
        input.adUnitId = adUnit
        input.publisherId = publisher.description
        input.country = country
        input.eventType = type.name
        input.userAgentOS = operatingSystem
        input.userAgentBrowserFamily = browser
        input.advertiserId = channel.creator.description
        input.campaignId = channel.id.description
        input.campaignBudget = channel.deposit
        let bounds = channel.spec.bounds(of: type)
        input.eventMinPrice = bounds.min
        input.eventMaxPrice = bounds.max
        return input
    }
}
