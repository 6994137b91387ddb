// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension TargetingEvaluation {
    enum Order {
        case less, equal, greater
    }

    mutating func equality(
        _ function: TargetingFunction, _ arguments: [TargetingExpression]
    ) throws(Interruption) -> Bool {
        let left = try anything(arguments[0], for: function)
        let right = try anything(arguments[1], for: function)
        guard !right.kind.isDisjoint(with: left.kind.comparable) else {
            throw Self.wrongKind(function, right, allowed: left.kind.comparable)
        }
        return try isEqual(left, right)
    }

    mutating func order(
        _ function: TargetingFunction, _ arguments: [TargetingExpression]
    ) throws(Interruption) -> Order {
        let left = try numeric(arguments[0], for: function)
        return try order(of: left, and: numeric(arguments[1], for: function), for: function)
    }

    /// Whether the first number is neither below the second nor above the third.
    mutating func isBetween(_ arguments: [TargetingExpression]) throws(Interruption) -> Bool {
        let value = try numeric(arguments[0], for: .between)
        let least = try numeric(arguments[1], for: .between)
        let most = try numeric(arguments[2], for: .between)
        let atLeast = try order(of: value, and: least, for: .between) != .less
        let atMost = try order(of: value, and: most, for: .between) != .greater
        return atLeast && atMost
    }

    /// The order of two numbers of either kind, exact; nil when one is no number.
    static func order(_ left: TargetingValue, _ right: TargetingValue) -> Order? {
        if case .number(let left) = left, case .number(let right) = right {
            return order(left, right)
        }
        guard left.kind.union(right.kind).isSubset(of: .numeric) else { return nil }
        // One of them is a big number, so at most one is negative.
        guard let leftAmount = left.amount else { return .less }
        guard let rightAmount = right.amount else { return .greater }
        return order(leftAmount, rightAmount)
    }

    private func order(
        of left: TargetingValue, and right: TargetingValue, for function: TargetingFunction
    ) throws(Interruption) -> Order {
        guard let order = Self.order(left, right) else {
            throw Self.wrongKind(function, right, allowed: .numeric)
        }
        return order
    }

    private static func order<Number: Comparable>(_ left: Number, _ right: Number) -> Order {
        left == right ? .equal : left < right ? .less : .greater
    }
}
