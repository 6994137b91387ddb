// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Targeting
import Testing

struct TargetingInputTests {
    /// Everything defined.
    private static let full: TargetingInput = {
        var input = TargetingInput(time: Sample.time)
        input.adSlotId = "slot"
        input.adSlotType = "legacy_300x250"
        input.adUnitId = "unit"
        input.publisherId = "0x" + String(repeating: "aB", count: 20)
        input.country = "BG"
        input.eventType = "CLICK"
        input.userAgentOS = "Linux"
        input.userAgentBrowserFamily = "Firefox"
        input.advertiserId = "0x" + String(repeating: "01", count: 20)
        input.campaignId = "0x" + String(repeating: "02", count: 32)
        input.campaignBudget = Amount(1000)
        input.campaignTotalSpent = Amount(10)
        input.campaignSecondsActive = 60
        input.campaignSecondsDuration = 3600
        input.eventMinPrice = Amount(1)
        input.eventMaxPrice = Amount(3)
        input.publisherEarnedFromCampaign = Amount(5)
        input.adSlotCategories = ["IAB1", "IAB13"]
        input.adSlotHostname = "news.example"
        input.adSlotAlexaRank = 1234
        input.adViewSecondsSinceCampaignImpression = 300
        input.adViewHasCustomPreferences = true
        input.adViewNavigatorLanguage = "bg"
        return input
    }()

    /// Those that a sentry always knows.
    private static let always: [TargetingVariable] = [
        .adSlotId, .adSlotType, .adUnitId, .publisherId, .country, .eventType, .secondsSinceEpoch,
        .userAgentOS, .userAgentBrowserFamily,
    ]

    @Test(arguments: TargetingVariable.allCases)
    func `a variable has a value of its kind`(variable: TargetingVariable) {
        #expect(Self.full[variable]?.kind == variable.kind)
    }

    @Test(arguments: TargetingVariable.allCases)
    func `a variable is read by its name`(variable: TargetingVariable) throws {
        let get = #"{"get":"\#(variable.name)"}"#
        #expect(try Sample.truth(of: #"{"eq":[\#(get),\#(get)]}"#, input: Self.full))
    }

    @Test(arguments: TargetingVariable.allCases.filter { !always.contains($0) })
    func `a rule that reads an undefined variable is skipped`(variable: TargetingVariable) throws {
        let get = #"{"get":"\#(variable.name)"}"#
        let rule = #"{"onlyShowIf":{"neq":[\#(get),\#(get)]}}"#
        let reason = try Sample.skip(rule, input: TargetingInput(time: Sample.time))
        #expect(reason == .undefinedVariable(variable.name))
    }

    @Test(arguments: always.filter { $0.kind == .string })
    func `a text that nobody said is empty`(variable: TargetingVariable) throws {
        #expect(TargetingInput(time: Sample.time)[variable] == .string(""))
    }

    @Test func `saying nothing does not get past a restriction`() throws {
        let rule = #"{"onlyShowIf":{"in":[["BG"],{"get":"country"}]}}"#
        #expect(try !Sample.outcome(rule, input: TargetingInput(time: Sample.time)).show)
    }

    @Test func `time is in whole seconds`() {
        #expect(Sample.input[.secondsSinceEpoch] == .number(1_600_047_000))
        let last = TargetingInput(time: Timestamp(milliseconds: .max))
        #expect(last[.secondsSinceEpoch] == .number(Int64(UInt64.max / 1000)))
    }

    @Test(arguments: [
        #"{"eq":[{"get":"publisherId"},"0xd5860d6196a4900bf46617cef088ee6e6b61c9d6"]}"#,
        #"{"eq":[{"get":"publisherId"},"0XD5860D6196A4900BF46617CEF088EE6E6B61C9D6"]}"#,
        #"{"in":[["0xD5860d6196A4900bf46617cEf088ee6E6b61C9d6"],{"get":"publisherId"}]}"#,
        #"""
        {"in":[{"split":["x 0xD5860D6196A4900BF46617CEF088EE6E6B61C9D6"," "]},
            {"get":"publisherId"}]}
        """#,
        #"{"startsWith":[{"get":"publisherId"},"0xd586"]}"#,
    ])
    func `an address is the same in every spelling`(expression: String) throws {
        #expect(try Sample.truth(of: expression))
    }

    @Test(arguments: [
        "0x" + String(repeating: "A", count: 39), "0x" + String(repeating: "A", count: 41),
        "0x" + String(repeating: "A", count: 39) + "G", String(repeating: "A", count: 42),
    ])
    func `what is no address keeps its letters`(text: String) {
        #expect(TargetingText(text).string == text)
    }

    @Test func `names of variables and of what rules set differ`() {
        let names =
            TargetingVariable.allCases.map(\.name) + TargetingOutputVariable.allCases.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
