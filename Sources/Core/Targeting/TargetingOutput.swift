// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// What rules change: how it is before them, and after them.
package struct TargetingOutput: Hashable, Sendable {
    /// Whether the ad is shown, and the event paid.
    package var show = true
    /// How likely the ad is chosen among others of the same price, 0...5.
    package var boost: Int64 = 1
    /// What an impression costs, not yet brought within the channel's bounds; nil when nobody
    /// asked and no rule said.
    package var impressionPrice: Amount?
    /// What a click costs, likewise.
    package var clickPrice: Amount?

    /// Without prices.
    package init() {}

    /// With the price of one type of event, the channel's lower bound for it.
    ///
    /// - Parameter eventType: `IMPRESSION` or `CLICK`; for another name there is no price.
    package init(price: Amount, of eventType: String) {
        switch TargetingOutputVariable(name: "price.\(eventType)") {
        case .impressionPrice: impressionPrice = price
        case .clickPrice: clickPrice = price
        case .show, .boost, nil: break
        }
    }

    /// What an event of a type costs: `IMPRESSION` or `CLICK`; nil when nothing is known, and for
    /// any other name.
    package func price(of eventType: String) -> Amount? {
        switch TargetingOutputVariable(name: "price.\(eventType)") {
        case .impressionPrice: impressionPrice
        case .clickPrice: clickPrice
        case .show, .boost, nil: nil
        }
    }

    subscript(target: TargetingOutputVariable) -> TargetingValue? {
        switch target {
        case .show: .bool(show)
        case .boost: .number(boost)
        case .impressionPrice: impressionPrice.map { .bigNumber($0) }
        case .clickPrice: clickPrice.map { .bigNumber($0) }
        }
    }
}
