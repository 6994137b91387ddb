// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension TargetingEvaluation {
    mutating func bool(
        _ expression: TargetingExpression, for function: TargetingFunction
    ) throws(Interruption) -> Bool {
        let value = try value(of: expression)
        guard case .bool(let truth) = value else {
            throw Self.wrongKind(function, value, allowed: .bool)
        }
        return truth
    }

    mutating func number(
        _ expression: TargetingExpression, for function: TargetingFunction
    ) throws(Interruption) -> Int64 {
        let value = try value(of: expression)
        guard case .number(let number) = value else {
            throw Self.wrongKind(function, value, allowed: .number)
        }
        return number
    }

    /// A number of either kind.
    mutating func numeric(
        _ expression: TargetingExpression, for function: TargetingFunction
    ) throws(Interruption) -> TargetingValue {
        let value = try value(of: expression)
        guard let value, !value.kind.isDisjoint(with: .numeric) else {
            throw Self.wrongKind(function, value, allowed: .numeric)
        }
        return value
    }

    /// A number of either kind, as a big number.
    mutating func amount(
        _ expression: TargetingExpression, for function: TargetingFunction
    ) throws(Interruption) -> Amount {
        try Self.amount(numeric(expression, for: function), for: function)
    }

    mutating func string(
        _ expression: TargetingExpression, for function: TargetingFunction
    ) throws(Interruption) -> TargetingText {
        let value = try value(of: expression)
        guard case .string(let text) = value else {
            throw Self.wrongKind(function, value, allowed: .string)
        }
        return text
    }

    mutating func array(
        _ expression: TargetingExpression, for function: TargetingFunction
    ) throws(Interruption) -> [TargetingValue] {
        let value = try value(of: expression)
        guard case .array(let elements) = value else {
            throw Self.wrongKind(function, value, allowed: .array)
        }
        return elements
    }

    /// Any value, but not nothing.
    mutating func anything(
        _ expression: TargetingExpression, for function: TargetingFunction
    ) throws(Interruption) -> TargetingValue {
        guard let value = try value(of: expression) else {
            throw Self.wrongKind(function, nil, allowed: .anything)
        }
        return value
    }

    static func amount(
        _ value: TargetingValue, for function: TargetingFunction
    ) throws(Interruption) -> Amount {
        guard let amount = value.amount else { throw .skipped(.typeError(.negative(function))) }
        return amount
    }

    static func wrongKind(
        _ function: TargetingFunction, _ value: TargetingValue?, allowed: TargetingKinds
    ) -> Interruption {
        let found = value?.kind ?? .nothing
        return .skipped(.typeError(.wrongKind(function, found: found, allowed: allowed)))
    }
}
