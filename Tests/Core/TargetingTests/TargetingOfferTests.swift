// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Targeting
import Testing

/// What is asked of rules before there is an event.
struct TargetingOfferTests {
    private func rules(_ text: String) throws -> TargetingRules {
        try TargetingRules.checked(try JSONParser.parse(Bytes(text.utf8), limits: .standard))
    }

    @Test(
        arguments: [
            ("[]", 0),
            (#"[{"set":["price.IMPRESSION",{"bn":"7"}]}]"#, 7),
            (#"[{"set":["price.IMPRESSION",3]},{"set":["price.IMPRESSION",5]}]"#, 5),
            (#"[{"if":[true,{"do":[{"set":["price.IMPRESSION",4]}]}]}]"#, 4),
            (#"[{"set":["price.CLICK",9]},{"onlyShowIf":true}]"#, 0),
            (#"[{"set":["price.IMPRESSION",{"get":"eventMaxPrice"}]}]"#, nil),
            (#"[{"set":["price.IMPRESSION",{"add":[{"get":"price.IMPRESSION"},1]}]}]"#, nil),
        ] as [(String, UInt64?)])
    func `the most that a price is set to is known beforehand or not`(
        text: String, highest: UInt64?
    ) throws {
        #expect(try rules(text).highestSetting(of: .impressionPrice) == highest.map { Amount($0) })
    }

    @Test func `a rule that reads a text that is undefined is skipped`() throws {
        let rules = try rules(#"[{"onlyShowIf":{"eq":[{"get":"country"},"BG"]}}]"#)
        var input = TargetingInput(time: Timestamp(milliseconds: 0))
        #expect(!rules.evaluate(input, from: TargetingOutput()).show)
        input.undefined = [.country]
        let outcome = rules.evaluate(input, from: TargetingOutput())
        #expect(outcome.show)
        #expect(
            outcome.skipped
                == [TargetingSkip(rule: 0, reason: .undefinedVariable("country"))])
    }
}
