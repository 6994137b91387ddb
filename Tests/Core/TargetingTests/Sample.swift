// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Targeting
import Testing

/// Rules written as JSON, and what they come to.
enum Sample {
    /// Half past one in the morning, UTC, on some day.
    static let time = Timestamp(milliseconds: 1_600_047_000_999)

    static let input: TargetingInput = {
        var input = TargetingInput(time: time)
        input.publisherId = "0xd5860D6196A4900bf46617cEf088ee6E6b61C9d6"
        input.country = "BG"
        input.eventType = "IMPRESSION"
        return input
    }()

    static func json(_ text: String) throws -> JSONValue {
        try JSONParser.parse(Bytes(text.utf8), limits: .standard)
    }

    /// Reads valid rules.
    static func rules(
        _ rules: String..., limits: TargetingLimits = .standard
    ) throws -> TargetingRules {
        try .checked(json("[\(rules.joined(separator: ","))]"), limits: limits)
    }

    /// Evaluates valid rules for an impression that costs 10.
    static func outcome(
        _ rules: String..., input: TargetingInput = input, limits: TargetingLimits = .standard
    ) throws -> TargetingOutcome {
        let list = try json("[\(rules.joined(separator: ","))]")
        return try TargetingRules.checked(list, limits: limits)
            .evaluate(input, from: TargetingOutput(price: Amount(10), of: "IMPRESSION"))
    }

    /// What an expression that is true or false comes to.
    static func truth(of expression: String, input: TargetingInput = input) throws -> Bool {
        let outcome = try outcome(#"{"onlyShowIf":\#(expression)}"#, input: input)
        #expect(outcome.skipped.isEmpty, "\(expression)")
        return outcome.show
    }

    /// Why a rule is skipped; nil when it is not.
    static func skip(
        _ rule: String, input: TargetingInput = input
    ) throws -> TargetingSkip.Reason? {
        try outcome(rule, input: input).skipped.first?.reason
    }

    /// What is wrong with a rule; nil when nothing is.
    static func problem(_ rule: String) throws -> TargetingProblem? {
        TargetingRules(lenient: try json("[\(rule)]")).problems.first
    }

    /// The same value as an expression of which nothing is known before it is evaluated.
    static func opaque(_ value: String) -> String { #"{"at":[[\#(value)],0]}"# }

    /// The most a big number can be.
    static let largest = #"{"bn":"\#(Amount.max.decimal)"}"#
}
