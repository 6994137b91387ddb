// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension TargetingEvaluation {
    /// Calls any function but `get` and `set`; nil for nothing.
    mutating func call(
        _ function: TargetingFunction, _ arguments: [TargetingExpression]
    ) throws(Interruption) -> TargetingValue? {
        switch function {
        case .if: try branch(function, arguments, on: true)
        case .ifNot: try branch(function, arguments, on: false)
        case .ifElse: try value(of: arguments[bool(arguments[0], for: .ifElse) ? 1 : 2])
        case .do: try sequence(arguments)
        case .onlyShowIf: try show(onlyIf: arguments[0])
        case .not: .bool(try !bool(arguments[0], for: function))
        case .or: .bool(try disjunction(arguments))
        case .and: .bool(try conjunction(arguments))
        case .xor: .bool(try bool(arguments[0], for: .xor) != bool(arguments[1], for: .xor))
        case .in: .bool(try includes(function, arguments))
        case .nin: .bool(try !includes(function, arguments))
        case .intersects: .bool(try intersects(arguments))
        case .at: try element(arguments)
        case .eq: .bool(try equality(function, arguments))
        case .neq: .bool(try !equality(function, arguments))
        case .lt: .bool(try order(function, arguments) == .less)
        case .lte: .bool(try order(function, arguments) != .greater)
        case .gt: .bool(try order(function, arguments) == .greater)
        case .gte: .bool(try order(function, arguments) != .less)
        case .between: .bool(try isBetween(arguments))
        case .add, .sub, .mul, .div, .mod, .max, .min, .mulDiv:
            try arithmetic(function, arguments)
        case .bn: .bigNumber(try bigNumber(arguments))
        case .split: try split(arguments)
        case .startsWith: .bool(try texts(function, arguments) { $0.hasPrefix($1) })
        case .endsWith: .bool(try texts(function, arguments) { $0.hasSuffix($1) })
        case .get, .set: preconditionFailure("\(function) is an expression of its own")
        }
    }

    private mutating func branch(
        _ function: TargetingFunction, _ arguments: [TargetingExpression], on truth: Bool
    ) throws(Interruption) -> TargetingValue? {
        if try bool(arguments[0], for: function) == truth { _ = try value(of: arguments[1]) }
        return nil
    }

    /// The second argument is evaluated only where it matters.
    private mutating func disjunction(
        _ arguments: [TargetingExpression]
    ) throws(Interruption) -> Bool {
        if try bool(arguments[0], for: .or) { return true }
        return try bool(arguments[1], for: .or)
    }

    /// The second argument is evaluated only where it matters.
    private mutating func conjunction(
        _ arguments: [TargetingExpression]
    ) throws(Interruption) -> Bool {
        guard try bool(arguments[0], for: .and) else { return false }
        return try bool(arguments[1], for: .and)
    }

    private mutating func sequence(
        _ parts: [TargetingExpression]
    ) throws(Interruption) -> TargetingValue? {
        for part in parts { _ = try value(of: part) }
        return nil
    }

    private mutating func show(
        onlyIf condition: TargetingExpression
    ) throws(Interruption) -> TargetingValue? {
        guard try bool(condition, for: .onlyShowIf) else { throw .hidden }
        return nil
    }
}
