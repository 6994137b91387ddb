// This source file is part of the Outpace project. License: see LICENSE.

/// What a rule can ask about, by the name that `get` takes.
///
/// - Source: AIP31, input variables.
public enum TargetingVariable: String, CaseIterable, Hashable, Sendable {
    // Known wherever rules are evaluated.
    case adSlotId, adSlotType, adUnitId, publisherId, country, eventType, secondsSinceEpoch
    case userAgentOS, userAgentBrowserFamily
    // About the campaign.
    case advertiserId, campaignId, campaignTotalSpent, campaignSecondsActive
    case campaignSecondsDuration, campaignBudget, eventMinPrice, eventMaxPrice
    case publisherEarnedFromCampaign
    // Known where ads are selected.
    case adSlotCategories = "adSlot.categories"
    case adSlotHostname = "adSlot.hostname"
    case adSlotAlexaRank = "adSlot.alexaRank"
    // Known to the browser alone.
    case adViewSecondsSinceCampaignImpression = "adView.secondsSinceCampaignImpression"
    case adViewHasCustomPreferences = "adView.hasCustomPreferences"
    case adViewNavigatorLanguage = "adView.navigatorLanguage"

    /// Finds a variable, octet by octet.
    init?(name: String) {
        guard let variable = Self.allCases.first(where: { $0.name.utf8.elementsEqual(name.utf8) })
        else { return nil }
        self = variable
    }

    /// The name in rules.
    public var name: String { rawValue }

    /// What its value is, where it has one.
    public var kind: TargetingKinds {
        switch self {
        case .adSlotId, .adSlotType, .adUnitId, .publisherId, .country, .eventType, .userAgentOS,
            .userAgentBrowserFamily, .advertiserId, .campaignId, .adSlotHostname,
            .adViewNavigatorLanguage:
            .string
        case .secondsSinceEpoch, .campaignSecondsActive, .campaignSecondsDuration,
            .adSlotAlexaRank, .adViewSecondsSinceCampaignImpression:
            .number
        case .campaignTotalSpent, .campaignBudget, .eventMinPrice, .eventMaxPrice,
            .publisherEarnedFromCampaign:
            .bigNumber
        case .adSlotCategories: .array
        case .adViewHasCustomPreferences: .bool
        }
    }
}
