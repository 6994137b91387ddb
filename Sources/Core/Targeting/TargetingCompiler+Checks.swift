// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives

extension TargetingCompiler {
    /// The arguments of a function that takes a fixed number of them.
    static func list(
        _ argument: JSONValue, of count: Int, at path: String
    ) throws(TargetingProblem) -> [JSONValue] {
        guard let values = argument.array, values.count == count else {
            throw TargetingProblem(
                path: path,
                found: argument.array.map { "a list of \($0.count)" } ?? quoted(argument),
                allowed: "a list of \(count) arguments"
            )
        }
        return values
    }

    /// Refuses what can never yield what is needed.
    static func check(
        _ expression: TargetingExpression, _ value: JSONValue, is allowed: TargetingKinds,
        at path: String
    ) throws(TargetingProblem) {
        let kinds = expression.kinds
        guard kinds.isDisjoint(with: allowed) else { return }
        let isConstant = value.object == nil
        throw TargetingProblem(
            path: path, found: isConstant ? quoted(value) : kinds.text, allowed: allowed.text
        )
    }

    /// Makes big numbers of their digits once and for all.
    static func folded(
        _ function: TargetingFunction, _ arguments: [TargetingExpression], at path: String
    ) throws(TargetingProblem) -> TargetingExpression {
        guard function == .bn, case .constant(.string(let text)) = arguments.first else {
            return .call(function, arguments)
        }
        guard let amount = Amount(decimal: text.string) else {
            throw TargetingProblem(
                path: path, found: quoted(.string(text.string)),
                allowed: "decimal digits of a number below 2^256"
            )
        }
        return .constant(.bigNumber(amount))
    }

    /// Reads digits with or without a minus sign.
    static func number(_ text: String, at path: String) throws(TargetingProblem) -> Int64 {
        let isWhole = text.utf8.allSatisfy { $0 != 0x2e && $0 | 0x20 != 0x65 }
        if isWhole, let number = Int64(text) { return number }
        throw TargetingProblem(
            path: path, found: quoted(.number(text)),
            allowed: isWhole
                ? #"a number of 64 bits; write a larger one {"bn": "digits"}"#
                : "a whole number without fraction and exponent"
        )
    }

    static func unknown(
        _ name: String, at path: String, among names: [String], what: String
    ) -> TargetingProblem {
        let nearest = NearestName.of(
            name, among: names, lengthLimit: TargetingLimits.nameByteLimit
        )
        return TargetingProblem(
            path: path, found: quoted(.string(name)),
            allowed: nearest.map { "\($0), or another of the \(what)" }
                ?? "one of the \(what) \(names.joined(separator: ", "))"
        )
    }

    /// What was found, short enough for a message.
    static func quoted(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): "\"\(text.prefix(TargetingLimits.quoteLimit))\""
        case .number(let text): String(text.prefix(TargetingLimits.quoteLimit))
        case .bool(let truth): String(truth)
        case .array: "a list"
        case .null, .object: value.kind
        }
    }
}
