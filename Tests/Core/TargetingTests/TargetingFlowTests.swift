// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Targeting
import Testing

struct TargetingFlowTests {
    private static func price(_ price: Int) -> String { #"{"set":["price.IMPRESSION",\#(price)]}"# }

    @Test(
        arguments: [
            (#"{"if":[true,\#(price(1))]}"#, 1), (#"{"if":[false,\#(price(1))]}"#, 10),
            (#"{"ifNot":[true,\#(price(1))]}"#, 10), (#"{"ifNot":[false,\#(price(1))]}"#, 1),
            (#"{"ifElse":[true,\#(price(1)),\#(price(2))]}"#, 1),
            (#"{"ifElse":[false,\#(price(1)),\#(price(2))]}"#, 2),
            (#"{"do":[\#(price(1)),\#(price(2))]}"#, 2), (#"{"do":\#(price(1))}"#, 1),
            (#"{"set":["price.IMPRESSION",{"ifElse":[true,3,4]}]}"#, 3),
            (#"{"set":["price.IMPRESSION",{"ifElse":[false,3,{"bn":"4"}]}]}"#, 4),
        ] as [(String, UInt64)])
    func `branches set what they choose`(rule: String, price: UInt64) throws {
        #expect(try Sample.outcome(rule).price(of: "IMPRESSION") == Amount(price))
    }

    @Test(arguments: [
        (#"{"or":[true,{"get":"adView.hasCustomPreferences"}]}"#, true),
        (#"{"and":[false,{"get":"adView.hasCustomPreferences"}]}"#, false),
    ])
    func `the right side is evaluated only where it matters`(expression: String, truth: Bool) throws
    {
        #expect(try Sample.truth(of: expression) == truth)
    }

    @Test func `an untaken branch may read what is undefined`() throws {
        let rule = #"{"if":[false,{"onlyShowIf":{"get":"adView.hasCustomPreferences"}}]}"#
        #expect(try Sample.outcome(rule).skipped.isEmpty)
    }

    @Test(arguments: [
        #"{"onlyShowIf":false}"#, #"{"set":["show",false]}"#,
        #"{"if":[true,{"do":[{"set":["show",false]}]}]}"#,
    ])
    func `the ad is hidden by the rule that says so`(rule: String) throws {
        let outcome = try Sample.outcome(#"{"onlyShowIf":true}"#, rule)
        #expect(outcome.hiding == .rule(1))
        #expect(!outcome.show)
    }

    @Test func `nothing is evaluated once the ad is hidden`() throws {
        let outcome = try Sample.outcome(
            #"{"do":[{"set":["show",false]},\#(Self.price(1))]}"#, Self.price(2))
        #expect(outcome.price(of: "IMPRESSION") == Amount(10))
    }

    @Test func `what is hidden from the start stays so`() throws {
        var start = TargetingOutput()
        start.show = false
        let outcome = try Sample.rules(#"{"set":["show",true]}"#)
            .evaluate(Sample.input, from: start)
        #expect(outcome.hiding == .start)
        #expect(outcome.stepsUsed == 0)
    }

    @Test func `saying to show the ad changes nothing`() throws {
        let outcome = try Sample.outcome(#"{"set":["show",true]}"#)
        #expect(outcome.show && outcome.hiding == nil)
    }

    @Test(arguments: [0, 3, 5])
    func `boost is set within its range`(boost: Int64) throws {
        #expect(try Sample.outcome(#"{"set":["boost",\#(boost)]}"#).boost == boost)
    }

    @Test(arguments: [-1, 6] as [Int64])
    func `boost outside its range skips the rule`(boost: Int64) throws {
        let rule = #"{"set":["boost",\#(boost)]}"#
        #expect(try Sample.skip(rule) == .typeError(.boostOutOfRange(boost)))
    }

    @Test func `boost is one where no rule sets it`() throws {
        #expect(try Sample.outcome().boost == 1)
    }

    @Test func `what is set can be read again`() throws {
        let outcome = try Sample.outcome(
            #"{"set":["boost",2]}"#,
            #"{"set":["price.IMPRESSION",{"mul":[{"get":"price.IMPRESSION"},{"get":"boost"}]}]}"#,
            #"{"if":[{"get":"show"},{"set":["price.CLICK",{"get":"price.IMPRESSION"}]}]}"#)
        #expect(outcome.price(of: "CLICK") == Amount(20))
    }

    @Test func `the price of another event is undefined until a rule sets it`() throws {
        let rule = #"{"set":["price.CLICK",{"add":[{"get":"price.CLICK"},1]}]}"#
        #expect(try Sample.skip(rule) == .undefinedVariable("price.CLICK"))
        let outcome = try Sample.outcome(#"{"set":["price.CLICK",4]}"#, rule)
        #expect(outcome.price(of: "CLICK") == Amount(5))
    }

    @Test(arguments: ["LEAD", "show", "", "impression"])
    func `an event that is not priced has no price`(eventType: String) throws {
        #expect(try Sample.outcome().price(of: eventType) == nil)
        #expect(TargetingOutput(price: Amount(1), of: eventType) == TargetingOutput())
    }

    @Test func `no rules leave everything as it started`() {
        let start = TargetingOutput(price: Amount(7), of: "CLICK")
        let outcome = TargetingRules.none.evaluate(Sample.input, from: start)
        #expect(outcome.output == start)
    }

    @Test func `a skipped rule changes nothing`() throws {
        let outcome = try Sample.outcome(
            #"{"do":[\#(Self.price(1)),{"set":["boost",5]},{"set":["boost",{"div":[1,0]}]}]}"#)
        #expect(outcome.output == TargetingOutput(price: Amount(10), of: "IMPRESSION"))
    }

    @Test func `rules after a skipped one are evaluated`() throws {
        let outcome = try Sample.outcome(
            #"{"onlyShowIf":{"get":"adView.hasCustomPreferences"}}"#, Self.price(3))
        #expect(outcome.price(of: "IMPRESSION") == Amount(3))
        #expect(
            outcome.skipped == [
                TargetingSkip(
                    rule: 0, reason: .undefinedVariable("adView.hasCustomPreferences"))
            ])
    }

    @Test func `what was hidden before a mistake in the same rule stays hidden`() throws {
        let outcome = try Sample.outcome(
            #"{"do":[{"onlyShowIf":false},{"set":["boost",{"div":[1,0]}]}]}"#)
        #expect(outcome.hiding == .rule(0))
        #expect(outcome.skipped.isEmpty)
    }
}
