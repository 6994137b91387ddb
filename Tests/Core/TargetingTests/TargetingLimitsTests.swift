// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Targeting
import Testing

struct TargetingLimitsTests {
    private static func limits(
        rules: Int = 256, depth: Int = 14, nodes: Int = 4096, textBytes: Int = 32_768,
        steps: Int = 20_000
    ) -> TargetingLimits {
        TargetingLimits(
            ruleLimit: rules, depthLimit: depth, nodeLimit: nodes, textByteLimit: textBytes,
            stepLimit: steps)
    }

    private static func problems(
        _ list: String, _ limits: TargetingLimits = .standard
    ) throws -> [TargetingProblem] {
        TargetingRules(lenient: try Sample.json(list), limits: limits).problems
    }

    /// `onlyShowIf` with so many `not` around a truth.
    private static func nested(_ count: Int) -> JSONValue {
        var value: JSONValue = true
        for _ in 0..<count { value = .object(JSONObject(members: [("not", value)])) }
        return .array([.object(JSONObject(members: [("onlyShowIf", value)]))])
    }

    @Test func `one rule more than allowed is a problem, and is left out`() throws {
        let rule = #"{"set":["boost",1]}"#
        let list = try Sample.json("[\(rule),\(rule),\(rule)]")
        #expect(TargetingRules(lenient: list, limits: Self.limits(rules: 3)).problems.isEmpty)
        let rules = TargetingRules(lenient: list, limits: Self.limits(rules: 2))
        #expect(rules.count == 2)
        #expect(rules.problems.map(\.found) == ["3 rules"])
    }

    @Test func `one function deeper than allowed is a problem`() {
        let limits = Self.limits(depth: 5)
        #expect(TargetingRules(lenient: Self.nested(3), limits: limits).problems.isEmpty)
        let deeper = TargetingRules(lenient: Self.nested(4), limits: limits)
        #expect(deeper.problems.map(\.allowed) == ["a depth of at most 5"])
    }

    @Test func `lists within lists count as depth`() throws {
        let limits = Self.limits(depth: 4)
        let rule = #"[{"onlyShowIf":{"in":[[[1]],1]}}]"#
        #expect(try Self.problems(rule, limits).count == 1)
        #expect(try Self.problems(#"[{"onlyShowIf":{"in":[[1],1]}}]"#, limits).isEmpty)
    }

    @Test func `what is nested thousands deep is refused without harm`() {
        #expect(TargetingRules(lenient: Self.nested(5000)).problems.count == 1)
        var list: JSONValue = []
        for _ in 0..<5000 { list = .array([list]) }
        let rule = JSONObject(members: [
            ("onlyShowIf", .object(JSONObject(members: [("in", .array([list, 1]))])))
        ])
        #expect(TargetingRules(lenient: .array([.object(rule)])).problems.count == 1)
    }

    @Test func `the deepest rule is evaluated`() {
        let depth = TargetingLimits.standard.depthLimit
        let rules = TargetingRules(lenient: Self.nested(depth - 2))
        #expect(rules.problems.isEmpty)
        #expect(rules.evaluate(Sample.input, from: TargetingOutput()).show)
    }

    @Test func `one value more than allowed is a problem`() throws {
        // onlyShowIf, in, the list, its three elements, and 1.
        let list = #"[{"onlyShowIf":{"in":[[1,2,3],1]}}]"#
        #expect(try Self.problems(list, Self.limits(nodes: 7)).isEmpty)
        #expect(
            try Self.problems(list, Self.limits(nodes: 6)).map(\.allowed)
                == ["at most 6 in all rules"])
    }

    @Test func `values count over all rules`() throws {
        let rule = #"{"onlyShowIf":true}"#
        let limits = Self.limits(nodes: 3)
        #expect(try Self.problems("[\(rule),\(rule)]", limits).map(\.path).count == 1)
    }

    @Test func `one octet of text more than allowed is a problem`() throws {
        let list = #"[{"onlyShowIf":{"eq":["abc","\u00e9"]}}]"#
        #expect(try Self.problems(list, Self.limits(textBytes: 5)).isEmpty)
        #expect(try Self.problems(list, Self.limits(textBytes: 4)).map(\.found) == ["more text"])
    }

    @Test func `a long text is quoted in part`() throws {
        let list = #"[{"set":["boost","\#(String(repeating: "a", count: 5000))"]}]"#
        #expect(try Self.problems(list).allSatisfy { $0.message.utf8.count < 200 })
    }

    @Test func `as many steps as needed are enough`() throws {
        let rule = #"{"onlyShowIf":{"in":[["US","BG"],{"get":"country"}]}}"#
        let steps = try Sample.outcome(rule).stepsUsed
        #expect(try Sample.outcome(rule, limits: Self.limits(steps: steps)).show)
        let outcome = try Sample.outcome(rule, limits: Self.limits(steps: steps - 1))
        #expect(!outcome.show)
        #expect(outcome.hiding == .steps(0))
        #expect(outcome.stepsUsed == steps - 1)
    }

    @Test func `the rule in which the steps run out changes nothing but that`() throws {
        let rule =
            #"{"do":[{"set":["boost",2]},{"set":["boost",3]},{"set":["boost",4]}]}"#
        let outcome = try Sample.outcome(rule, limits: Self.limits(steps: 4))
        #expect(outcome.boost == 1)
    }

    @Test func `invalid rules cost steps, too`() throws {
        let list = try Sample.json("[1,2,3]")
        let rules = TargetingRules(lenient: list, limits: Self.limits(steps: 2))
        #expect(rules.evaluate(Sample.input, from: TargetingOutput()).hiding == .steps(2))
    }

    @Test func `two long lists without a common element run out of steps`() throws {
        let numbers = (0..<200).map(String.init).joined(separator: ",")
        let others = (200..<400).map(String.init).joined(separator: ",")
        let rule = #"{"onlyShowIf":{"not":{"intersects":[[\#(numbers)],[\#(others)]]}}}"#
        #expect(try Sample.outcome(rule).hiding == .steps(0))
    }

    @Test func `a long text of the input runs out of steps`() throws {
        var input = Sample.input
        input.adSlotId = String(repeating: "a,", count: 20_000)
        let rule = #"{"onlyShowIf":{"in":[{"split":[{"get":"adSlotId"},","]},"a"]}}"#
        #expect(try Sample.outcome(rule, input: input).hiding == .steps(0))
    }

    @Test func `the longest list of constants is searched within the steps`() throws {
        let limits = TargetingLimits.standard
        let numbers = (0..<(limits.nodeLimit - 4)).map(String.init).joined(separator: ",")
        let rule = #"{"onlyShowIf":{"nin":[[\#(numbers)],-1]}}"#
        #expect(try Sample.outcome(rule).show)
    }

    @Test func `hundreds of divisions of big numbers run out of steps`() throws {
        let division = #"{"set":["price.CLICK",{"div":[\#(Sample.largest),{"bn":"3"}]}]}"#
        let all = Array(repeating: division, count: 400).joined(separator: ",")
        #expect(try Sample.outcome(#"{"do":[\#(all)]}"#).hiding == .steps(0))
    }
}
