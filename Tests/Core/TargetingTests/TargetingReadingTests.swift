// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Targeting
import Testing

struct TargetingReadingTests {
    /// Arguments of the right number and kinds.
    private static let arguments: [(TargetingFunction, [String])] = [
        (.if, ["true", "1"]), (.ifNot, ["true", "1"]), (.ifElse, ["true", "1", "2"]),
        (.in, ["[]", "1"]), (.nin, ["[]", "1"]), (.intersects, ["[]", "[]"]), (.at, ["[]", "0"]),
        (.eq, ["1", "1"]), (.neq, ["1", "1"]), (.lt, ["1", "1"]), (.lte, ["1", "1"]),
        (.gt, ["1", "1"]), (.gte, ["1", "1"]), (.between, ["1", "1", "1"]),
        (.or, ["true", "true"]), (.xor, ["true", "true"]), (.and, ["true", "true"]),
        (.add, ["1", "1"]), (.sub, ["1", "1"]), (.mul, ["1", "1"]), (.div, ["1", "1"]),
        (.mod, ["1", "1"]), (.max, ["1", "1"]), (.min, ["1", "1"]), (.mulDiv, ["1", "1", "1"]),
        (.split, [#""a""#, #""b""#]), (.startsWith, [#""a""#, #""b""#]),
        (.endsWith, [#""a""#, #""b""#]), (.set, [#""boost""#, "1"]),
    ]

    private static let single: [(TargetingFunction, String)] = [
        (.not, "true"), (.onlyShowIf, "true"), (.bn, #""1""#), (.get, #""country""#),
    ]

    /// A function in a rule that has an effect.
    private static func rule(_ function: TargetingFunction, _ arguments: String) -> String {
        #"{"do":[{"\#(function.name)":\#(arguments)},{"set":["boost",1]}]}"#
    }

    @Test func `the tables name every function but do`() {
        let named = Self.arguments.map(\.0) + Self.single.map(\.0) + [.do]
        #expect(Set(named) == Set(TargetingFunction.allCases))
    }

    @Test(arguments: arguments)
    func `a function takes as many arguments as it has`(
        function: TargetingFunction, arguments: [String]
    ) throws {
        let all = arguments.joined(separator: ",")
        #expect(try Sample.problem(Self.rule(function, "[\(all)]")) == nil)
    }

    @Test(arguments: arguments)
    func `a function refuses fewer and more arguments`(
        function: TargetingFunction, arguments: [String]
    ) throws {
        let fewer = arguments.dropLast().joined(separator: ",")
        let more = (arguments + ["1"]).joined(separator: ",")
        for list in ["[]", "[\(fewer)]", "[\(more)]", "1", "null"] {
            let problem = try Sample.problem(Self.rule(function, list))
            #expect(problem?.path == "targetingRules[0].do[0].\(function.name)")
            #expect(problem?.allowed == "a list of \(arguments.count) arguments")
        }
    }

    @Test(arguments: single)
    func `a function of one argument takes it without a list`(
        function: TargetingFunction, argument: String
    ) throws {
        #expect(try Sample.problem(Self.rule(function, argument)) == nil)
        for wrong in ["[\(argument)]", "[]", "1", "null"] {
            #expect(try Sample.problem(Self.rule(function, wrong)) != nil, "\(wrong)")
        }
    }

    @Test(arguments: [
        (#"{"onlyShowIf":1}"#, "onlyShowIf: found 1; allowed: true or false"),
        (#"{"onlyShowIf":{"add":[1,2]}}"#, "onlyShowIf: found a number or a big number; allowed:"),
        (#"{"onlyShowIf":{"in":["BG",{"get":"country"}]}}"#, "onlyShowIf.in[0]: found \"BG\";"),
        (#"{"onlyShowIf":{"eq":[{"get":"country"},1]}}"#, "eq[1]: found 1; allowed: a text"),
        (#"{"onlyShowIf":{"lt":[{"get":"country"},1]}}"#, "lt[0]: found a text; allowed: a number"),
        (#"{"onlyShowIf":{"set":["boost",1]}}"#, "onlyShowIf: found nothing; allowed: true or"),
        (#"{"set":["price.CLICK","5"]}"#, "set[1]: found \"5\"; allowed: a number or a big number"),
        (#"{"set":["boost",{"bn":"1"}]}"#, "set[1]: found a big number; allowed: a number"),
        (#"{"set":["country","BG"]}"#, "set[0]: found \"country\"; allowed: one of show, boost"),
        (#"{"set":[{"get":"country"},"BG"]}"#, "set[0]: found an object; allowed: one of show"),
        (#"{"onlyshowif":true}"#, "found \"onlyshowif\"; allowed: onlyShowIf, or another of the f"),
        (#"{"frobnicate":[]}"#, "found \"frobnicate\"; allowed: one of the functions if, ifNot"),
        (#"{"onlyShowIf":{"get":"contry"}}"#, "get: found \"contry\"; allowed: country, or"),
        (#"{"onlyShowIf":{"get":5}}"#, "onlyShowIf.get: found 5; allowed: the name of a variable"),
        (#"{"set":["boost",1.5]}"#, "set[1]: found 1.5; allowed: a whole number without fraction"),
        (#"{"set":["boost",1e0]}"#, "set[1]: found 1e0; allowed: a whole number without fraction"),
        (#"{"set":["price.CLICK",9223372036854775808]}"#, "a number of 64 bits; write a larger"),
        (#"{"set":["price.CLICK",{"bn":"1.5"}]}"#, "bn: found \"1.5\"; allowed: decimal digits"),
        (#"{"onlyShowIf":null}"#, "onlyShowIf: found null; allowed: a value"),
        (#"{"onlyShowIf":{"in":[[null],1]}}"#, "in[0][0]: found null; allowed: a value"),
        (#"{"onlyShowIf":{"in":[[{"get":"country"}],"BG"]}}"#, "lists hold no functions"),
        (#"{}"#, "targetingRules[0]: found an object of 0 keys; allowed: one key"),
        (#"{"onlyShowIf":true,"set":["boost",1]}"#, "found an object of 2 keys; allowed: one key"),
        (#"true"#, "targetingRules[0]: found true; allowed: a function"),
        (#"[{"onlyShowIf":true}]"#, "targetingRules[0]: found a list; allowed: a function"),
        (#"{"eq":[1,1]}"#, "found a rule that changes nothing; allowed: a rule with onlyShowIf"),
        (#"{"if":[true,{"get":"show"}]}"#, "targetingRules[0]: found a rule that changes nothing"),
    ])
    func `a problem says where, what, and what is allowed`(rule: String, message: String) throws {
        let problem = try #require(try Sample.problem(rule))
        #expect(problem.message.contains(message), "\(problem)")
    }

    @Test func `a letter that only looks like another is another`() throws {
        #expect(try Sample.problem("{\"set\":[\"price.CLIC\u{212A}\",1]}") != nil)
    }

    @Test func `a list with an invalid rule still loads`() throws {
        let list = try Sample.json(
            #"[{"set":["boost",2]},{"nonsense":[]},{"set":["price.IMPRESSION",3]}]"#)
        let rules = TargetingRules(lenient: list)
        let outcome = rules.evaluate(Sample.input, from: TargetingOutput())
        #expect(rules.count == 3)
        #expect(rules.problems.map(\.path) == ["targetingRules[1]"])
        #expect(outcome.skipped == [TargetingSkip(rule: 1, reason: .invalid)])
        #expect(outcome.boost == 2)
        #expect(outcome.price(of: "IMPRESSION") == Amount(3))
    }

    @Test func `new rules are refused with every rule's problem`() throws {
        let list = try Sample.json(#"[{"onlyShowIf":1},{"onlyShowIf":true},{"nonsense":[]}]"#)
        let refusal = #expect(throws: TargetingRefusal.self) {
            try TargetingRules.checked(list, path: "events[0].targetingRules")
        }
        #expect(
            refusal?.problems.map(\.path) == [
                "events[0].targetingRules[0].onlyShowIf", "events[0].targetingRules[2]",
            ])
        #expect(refusal?.message.hasSuffix("(and 1 more)") == true)
    }

    @Test(arguments: ["{}", "null", "1", #""rules""#])
    func `rules that are no list are a problem and do nothing`(text: String) throws {
        let rules = TargetingRules(lenient: try Sample.json(text))
        #expect(rules.problems.map(\.allowed) == ["a list of rules"])
        #expect(rules.isEmpty)
    }

    @Test func `an empty list is fine`() throws {
        #expect(try TargetingRules.checked(Sample.json("[]")).isEmpty)
    }

    @Test func `the same rules are equal`() throws {
        let rule = #"{"onlyShowIf":{"in":[["BG"],{"get":"country"}]}}"#
        #expect(try Sample.rules(rule) == Sample.rules(rule))
    }
}
