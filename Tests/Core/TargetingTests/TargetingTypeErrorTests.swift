// This source file is part of the Outpace project. License: see LICENSE.

import Targeting
import Testing

/// Values of the wrong kind in the hands of functions that could not know before.
struct TargetingTypeErrorTests {
    /// A function, its arguments, all of the right kind but one, and what it should have been.
    private static let wrongArguments: [(TargetingFunction, String, TargetingKinds)] = [
        (.if, #"[\#(text),\#(effect)]"#, .bool), (.ifNot, #"[\#(number),\#(effect)]"#, .bool),
        (.ifElse, #"[\#(list),1,2]"#, .bool), (.not, text, .bool), (.onlyShowIf, number, .bool),
        (.or, "[\(text),true]", .bool), (.or, "[false,\(text)]", .bool),
        (.and, "[\(number),true]", .bool), (.and, "[true,\(number)]", .bool),
        (.xor, "[\(list),true]", .bool), (.xor, "[true,\(list)]", .bool),
        (.in, "[\(text),1]", .array), (.nin, "[\(number),1]", .array),
        (.intersects, "[\(text),[]]", .array), (.intersects, "[[],\(text)]", .array),
        (.at, "[\(text),0]", .array), (.at, "[[1],\(text)]", .number),
        (.eq, "[1,\(text)]", .numeric), (.neq, "[\(text),true]", .string),
        (.eq, "[[],\(number)]", .array), (.neq, "[true,\(number)]", .bool),
        (.lt, "[\(text),1]", .numeric), (.lte, "[1,\(text)]", .numeric),
        (.gt, "[\(list),1]", .numeric), (.gte, "[1,\(truth)]", .numeric),
        (.between, "[\(text),1,2]", .numeric), (.between, "[1,\(text),2]", .numeric),
        (.between, "[1,2,\(text)]", .numeric),
        (.add, "[\(text),1]", .numeric), (.sub, "[1,\(text)]", .numeric),
        (.mul, "[\(truth),1]", .numeric), (.div, "[1,\(list)]", .numeric),
        (.mod, "[\(text),1]", .numeric), (.max, "[1,\(text)]", .numeric),
        (.min, "[\(text),1]", .numeric), (.mulDiv, "[1,2,\(text)]", .numeric),
        (.bn, number, .string), (.split, "[\(number),\",\"]", .string),
        (.split, "[\"a\",\(number)]", .string), (.startsWith, "[\(number),\"a\"]", .string),
        (.startsWith, "[\"a\",\(list)]", .string), (.endsWith, "[\(truth),\"a\"]", .string),
        (.endsWith, "[\"a\",\(number)]", .string),
        (.set, "[\"show\",\(number)]", .bool), (.set, "[\"boost\",\(text)]", .number),
        (.set, "[\"price.CLICK\",\(text)]", .numeric),
    ]

    private static let truth = Sample.opaque("true")
    private static let number = Sample.opaque("1")
    private static let text = Sample.opaque(#""a""#)
    private static let list = Sample.opaque("[1]")
    private static let effect = #"{"set":["boost",1]}"#

    @Test(arguments: wrongArguments)
    func `a value of the wrong kind skips the rule`(
        function: TargetingFunction, arguments: String, allowed: TargetingKinds
    ) throws {
        guard
            case .typeError(.wrongKind(let culprit, _, let needed)) = try Sample.skip(
                Self.rule(#"{"\#(function.name)":\#(arguments)}"#, yields: function))
        else {
            Issue.record("\(function.name): \(arguments) is not skipped")
            return
        }
        #expect(culprit == function)
        #expect(needed == allowed)
    }

    @Test func `every function that takes values is in the table of wrong ones`() {
        let missing = TargetingFunction.allCases.filter { function in
            !Self.wrongArguments.contains { $0.0 == function }
        }
        #expect(missing == [.do, .get])
    }

    @Test(
        arguments: [
            (#"{"div":[1,0]}"#, .divisionByZero(.div)),
            (#"{"div":[{"bn":"1"},0]}"#, .divisionByZero(.div)),
            (#"{"mod":[1,0]}"#, .divisionByZero(.mod)),
            (#"{"mod":[1,{"bn":"0"}]}"#, .divisionByZero(.mod)),
            (#"{"mulDiv":[1,1,0]}"#, .divisionByZero(.mulDiv)),
            (#"{"mulDiv":[1,1,{"bn":"0"}]}"#, .divisionByZero(.mulDiv)),
            (#"{"add":[9223372036854775807,1]}"#, .overflow(.add)),
            (#"{"sub":[-9223372036854775808,1]}"#, .overflow(.sub)),
            (#"{"mul":[9223372036854775807,2]}"#, .overflow(.mul)),
            (#"{"div":[-9223372036854775808,-1]}"#, .overflow(.div)),
            (#"{"mulDiv":[-9223372036854775808,1,-1]}"#, .overflow(.mulDiv)),
            (#"{"mulDiv":[9223372036854775807,9223372036854775807,1]}"#, .overflow(.mulDiv)),
            (#"{"mulDiv":[4611686018427387904,4,1]}"#, .overflow(.mulDiv)),
            (#"{"add":[\#(Sample.largest),1]}"#, .overflow(.add)),
            (#"{"sub":[{"bn":"1"},2]}"#, .overflow(.sub)),
            (#"{"mul":[\#(Sample.largest),2]}"#, .overflow(.mul)),
            (#"{"mulDiv":[\#(Sample.largest),2,1]}"#, .overflow(.mulDiv)),
            (#"{"add":[{"bn":"5"},-1]}"#, .negative(.add)),
            (#"{"max":[-1,{"bn":"5"}]}"#, .negative(.max)),
            (#"{"at":[[1,2],2]}"#, .noElement(index: 2, count: 2)),
            (#"{"at":[[1,2],-1]}"#, .noElement(index: -1, count: 2)),
            (#"{"at":[[],9223372036854775807]}"#, .noElement(index: .max, count: 0)),
            (#"{"bn":\#(Sample.opaque(#""1e3""#))}"#, .notDecimal),
            (#"{"bn":\#(Sample.opaque(#""-1""#))}"#, .notDecimal),
            (#"{"bn":\#(Sample.opaque(#""""#))}"#, .notDecimal),
            (#"{"split":["a",""]}"#, .emptySeparator),
        ] as [(String, TargetingTypeError)])
    func `what cannot be computed skips the rule`(
        expression: String, error: TargetingTypeError
    ) throws {
        let rule = #"{"onlyShowIf":{"eq":[\#(expression),\#(expression)]}}"#
        #expect(try Sample.skip(rule) == .typeError(error))
    }

    @Test func `a price cannot be negative`() throws {
        #expect(
            try Sample.skip(#"{"set":["price.IMPRESSION",-1]}"#) == .typeError(.negative(.set)))
    }

    @Test func `a branch that yields nothing is no value`() throws {
        let rule = #"{"onlyShowIf":{"ifElse":[true,{"set":["boost",2]},true]}}"#
        #expect(
            try Sample.skip(rule)
                == .typeError(.wrongKind(.onlyShowIf, found: .nothing, allowed: .bool)))
    }

    @Test(arguments: [
        (TargetingTypeError.wrongKind(.add, found: .string, allowed: .numeric), "a text"),
        (.negative(.mul), "mul"), (.overflow(.add), "add"), (.divisionByZero(.mod), "mod"),
        (.noElement(index: 7, count: 2), "element 7"), (.notDecimal, "bn"),
        (.emptySeparator, "split"), (.boostOutOfRange(9), "9"),
    ])
    func `an error says what it is about`(error: TargetingTypeError, word: String) {
        #expect("\(error)".contains(word))
        #expect("\(TargetingSkip(rule: 3, reason: .typeError(error)))".contains("rule 3"))
    }

    /// A rule around an expression, so that it has an effect.
    private static func rule(_ expression: String, yields function: TargetingFunction) -> String {
        if [.if, .ifNot, .onlyShowIf, .set].contains(function) { return expression }
        return #"{"if":[{"eq":[\#(Sample.opaque("1")),1]},{"do":[\#(expression),\#(effect)]}]}"#
    }
}
