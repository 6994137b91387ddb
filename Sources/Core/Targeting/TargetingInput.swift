// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What the rules are asked about: one event, or one slot for an ad.
///
/// The texts that every sentry knows are "" when nobody said them, so that a rule cannot be dodged
/// by leaving something out. Everything else is undefined when nil, and rules that read it are
/// skipped.
public struct TargetingInput: Hashable, Sendable {
    /// The slot the ad is shown in.
    public var adSlotId = ""
    /// The format of the slot, for example `legacy_300x250`.
    public var adSlotType = ""
    /// The ad.
    public var adUnitId = ""
    /// The address of the publisher.
    public var publisherId = ""
    /// The country of the user, two capital letters.
    public var country = ""
    /// `IMPRESSION` or `CLICK`.
    public var eventType = ""
    /// When it happened; rules see whole seconds.
    public var time: Timestamp
    /// The name of the user's operating system.
    public var userAgentOS = ""
    /// The name of the user's browser.
    public var userAgentBrowserFamily = ""

    /// The address of the advertiser.
    public var advertiserId: String?
    /// The id of the channel.
    public var campaignId: String?
    /// The deposit.
    public var campaignBudget: Amount?
    /// How much of it is spent; validators see different sums, so no price may depend on it.
    public var campaignTotalSpent: Amount?
    /// Seconds since the campaign began.
    public var campaignSecondsActive: Int64?
    /// Seconds from its beginning to its end.
    public var campaignSecondsDuration: Int64?
    /// The lower bound of the price.
    public var eventMinPrice: Amount?
    /// The upper bound of the price.
    public var eventMaxPrice: Amount?
    /// What the publisher has earned; validators see different sums, so no price may depend on it.
    public var publisherEarnedFromCampaign: Amount?

    /// What the publisher's site is about, in the words of IAB.
    public var adSlotCategories: [String]?
    /// Where the slot is.
    public var adSlotHostname: String?
    /// The rank of the site, 0 for none.
    public var adSlotAlexaRank: Int64?

    /// Seconds since the user saw the campaign last.
    public var adViewSecondsSinceCampaignImpression: Int64?
    /// Whether the user said what ads are welcome.
    public var adViewHasCustomPreferences: Bool?
    /// The language of the user's browser.
    public var adViewNavigatorLanguage: String?

    /// Texts that every sentry knows of an event, and nobody yet: where an ad is only offered, rules
    /// that read these are skipped.
    public var undefined: Set<TargetingVariable> = []

    /// An input of which only the time is known.
    public init(time: Timestamp) { self.time = time }

    /// The value of a variable; nil when it is undefined here.
    ///
    /// - Complexity: O(n) in octets of a text.
    public subscript(variable: TargetingVariable) -> TargetingValue? {
        undefined.contains(variable) ? nil : value(of: variable)
    }

    private func value(of variable: TargetingVariable) -> TargetingValue? {
        switch variable {
        case .adSlotId: .string(TargetingText(adSlotId))
        case .adSlotType: .string(TargetingText(adSlotType))
        case .adUnitId: .string(TargetingText(adUnitId))
        case .publisherId: .string(TargetingText(publisherId))
        case .country: .string(TargetingText(country))
        case .eventType: .string(TargetingText(eventType))
        case .secondsSinceEpoch: .number(Int64(time.milliseconds / 1000))
        case .userAgentOS: .string(TargetingText(userAgentOS))
        case .userAgentBrowserFamily: .string(TargetingText(userAgentBrowserFamily))
        case .advertiserId: Self.text(advertiserId)
        case .campaignId: Self.text(campaignId)
        case .campaignTotalSpent: Self.bigNumber(campaignTotalSpent)
        case .campaignSecondsActive: Self.number(campaignSecondsActive)
        case .campaignSecondsDuration: Self.number(campaignSecondsDuration)
        case .campaignBudget: Self.bigNumber(campaignBudget)
        case .eventMinPrice: Self.bigNumber(eventMinPrice)
        case .eventMaxPrice: Self.bigNumber(eventMaxPrice)
        case .publisherEarnedFromCampaign: Self.bigNumber(publisherEarnedFromCampaign)
        case .adSlotCategories:
            adSlotCategories.map { .array($0.map { .string(TargetingText($0)) }) }
        case .adSlotHostname: Self.text(adSlotHostname)
        case .adSlotAlexaRank: Self.number(adSlotAlexaRank)
        case .adViewSecondsSinceCampaignImpression:
            Self.number(adViewSecondsSinceCampaignImpression)
        case .adViewHasCustomPreferences: adViewHasCustomPreferences.map { .bool($0) }
        case .adViewNavigatorLanguage: Self.text(adViewNavigatorLanguage)
        }
    }

    private static func text(_ text: String?) -> TargetingValue? {
        text.map { .string(TargetingText($0)) }
    }

    private static func number(_ number: Int64?) -> TargetingValue? { number.map { .number($0) } }

    private static func bigNumber(_ amount: Amount?) -> TargetingValue? {
        amount.map { .bigNumber($0) }
    }
}
