// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Targeting

/// Rules at random, valid more often than not.
struct RandomRule {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func list() -> JSONValue {
        .array((0..<Int.random(in: 0...8, using: &generator)).map { _ in rule() })
    }

    private mutating func rule() -> JSONValue {
        let inner = expression(of: .whatever, depth: 5)
        return isLikely(3)
            ? call(.do, .array([call(.set, ["boost", 2]), inner]))
            : call(.onlyShowIf, expression(of: .bool, depth: 5))
    }

    /// An expression that may yield one of the kinds, or, one time in thirty, anything else.
    private mutating func expression(of kinds: TargetingKinds, depth: Int) -> JSONValue {
        let kinds = isLikely(29) ? kinds : .whatever
        guard depth > 0, isLikely(2) else { return constant(of: kinds) }
        let matching = Self.signatures.filter { !$0.result.isDisjoint(with: kinds) }
        guard let signature = matching.randomElement(using: &generator) else {
            return constant(of: kinds)
        }
        if signature.function == .get { return call(.get, variable(of: kinds)) }
        if signature.function == .set { return set(depth: depth) }
        var arguments: [JSONValue] = []
        for parameter in signature.parameters {
            arguments.append(expression(of: parameter, depth: depth - 1))
        }
        let isSingle = [.not, .bn, .onlyShowIf].contains(signature.function)
        return call(signature.function, isSingle ? arguments[0] : .array(arguments))
    }

    private mutating func set(depth: Int) -> JSONValue {
        let variables: [TargetingOutputVariable] = [.boost, .clickPrice, .impressionPrice]
        let variable = variables.randomElement(using: &generator) ?? .boost
        let kinds: TargetingKinds = variable == .boost ? .number : .numeric
        return call(.set, [.string(variable.name), expression(of: kinds, depth: depth - 1)])
    }

    private mutating func variable(of kinds: TargetingKinds) -> JSONValue {
        let names =
            TargetingVariable.allCases.filter { kinds.contains($0.kind) }.map(\.name)
            + TargetingOutputVariable.allCases.filter { kinds.contains($0.kind) }.map(\.name)
        return .string(names.randomElement(using: &generator) ?? "show")
    }

    private mutating func constant(of kinds: TargetingKinds) -> JSONValue {
        let all: [(TargetingKinds, JSONValue)] = [
            (.bool, true), (.bool, false), (.number, 0), (.number, 1), (.number, -1),
            (.number, .integer(Int64.max)), (.number, .integer(Int64.min)), (.number, 7),
            (.bigNumber, call(.bn, "0")), (.bigNumber, call(.bn, "340282366920938463463374607")),
            (.bigNumber, call(.bn, .string(Amount.max.decimal))), (.string, ""), (.string, "12"),
            (.string, "a,b"), (.string, ","), (.string, "BG"), (.array, []), (.array, ["BG", 1]),
            (.array, [[true], "b"]), (.array, ["12", -1, "a"]), (.nothing, true),
        ]
        let matching = all.filter { kinds.contains($0.0) }
        return matching.randomElement(using: &generator)?.1 ?? true
    }

    private func call(_ function: TargetingFunction, _ argument: JSONValue) -> JSONValue {
        .object(JSONObject(members: [(function.name, argument)]))
    }

    /// True in all but one of so many cases and one.
    private mutating func isLikely(_ odds: Int) -> Bool {
        Int.random(in: 0...odds, using: &generator) > 0
    }

    private struct Signature {
        let function: TargetingFunction
        let parameters: [TargetingKinds]
        let result: TargetingKinds

        init(
            _ function: TargetingFunction, _ parameters: [TargetingKinds], _ result: TargetingKinds
        ) {
            self.function = function
            self.parameters = parameters
            self.result = result
        }
    }

    private static let signatures: [Signature] = {
        var all: [Signature] = [
            Signature(.if, [.bool, .whatever], .nothing),
            Signature(.ifNot, [.bool, .whatever], .nothing),
            Signature(.ifElse, [.bool, .whatever, .whatever], .whatever),
            Signature(.do, [.whatever, .whatever, .whatever], .nothing),
            Signature(.in, [.array, .anything], .bool),
            Signature(.nin, [.array, .anything], .bool),
            Signature(.intersects, [.array, .array], .bool),
            Signature(.at, [.array, .number], .anything),
            Signature(.eq, [.numeric, .numeric], .bool), Signature(.eq, [.string, .string], .bool),
            Signature(.neq, [.bool, .bool], .bool), Signature(.neq, [.array, .array], .bool),
            Signature(.between, [.numeric, .numeric, .numeric], .bool),
            Signature(.not, [.bool], .bool), Signature(.bn, [.string], .bigNumber),
            Signature(.mulDiv, [.numeric, .numeric, .numeric], .numeric),
            Signature(.split, [.string, .string], .array),
            Signature(.startsWith, [.string, .string], .bool),
            Signature(.endsWith, [.string, .string], .bool),
            Signature(.get, [], .anything), Signature(.set, [], .nothing),
            Signature(.onlyShowIf, [.bool], .nothing),
        ]
        for function in [TargetingFunction.lt, .lte, .gt, .gte] {
            all.append(Signature(function, [.numeric, .numeric], .bool))
        }
        for function in [TargetingFunction.or, .xor, .and] {
            all.append(Signature(function, [.bool, .bool], .bool))
        }
        for function in [TargetingFunction.add, .sub, .mul, .div, .mod, .max, .min] {
            all.append(Signature(function, [.numeric, .numeric], .numeric))
        }
        return all
    }()
}
