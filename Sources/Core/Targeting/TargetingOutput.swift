// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What rules change: how it is before them, and after them.
public struct TargetingOutput: Hashable, Sendable {
    /// Whether the ad is shown, and the event paid.
    public var show = true
    /// How likely the ad is chosen among others of the same price, 0...5.
    public var boost: Int64 = 1
    /// What an impression costs, not yet brought within the channel's bounds; nil when nobody
    /// asked and no rule said.
    public var impressionPrice: Amount?
    /// What a click costs, likewise.
    public var clickPrice: Amount?

    /// Without prices.
    public init() {}

    /// With the price of one type of event, the channel's lower bound for it.
    ///
    /// - Parameter eventType: `IMPRESSION` or `CLICK`; for another name there is no price.
    public init(price: Amount, of eventType: String) {
        switch TargetingOutputVariable(name: "price.\(eventType)") {
        case .impressionPrice: impressionPrice = price
        case .clickPrice: clickPrice = price
        case .show, .boost, nil: break
        }
    }

    /// What an event of a type costs: `IMPRESSION` or `CLICK`; nil when nothing is known, and for
    /// any other name.
    public func price(of eventType: String) -> Amount? {
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
