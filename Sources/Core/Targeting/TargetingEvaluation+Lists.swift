// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension TargetingEvaluation {
    mutating func includes(
        _ function: TargetingFunction, _ arguments: [TargetingExpression]
    ) throws(Interruption) -> Bool {
        let elements = try array(arguments[0], for: function)
        return try includes(elements, anything(arguments[1], for: function))
    }

    mutating func intersects(_ arguments: [TargetingExpression]) throws(Interruption) -> Bool {
        let elements = try array(arguments[0], for: .intersects)
        let others = try array(arguments[1], for: .intersects)
        for other in others where try includes(elements, other) { return true }
        return false
    }

    mutating func element(_ arguments: [TargetingExpression]) throws(Interruption) -> TargetingValue
    {
        let elements = try array(arguments[0], for: .at)
        let place = try number(arguments[1], for: .at)
        guard let index = Int(exactly: place), elements.indices.contains(index) else {
            throw .skipped(.typeError(.noElement(index: place, count: elements.count)))
        }
        return elements[index]
    }

    mutating func split(_ arguments: [TargetingExpression]) throws(Interruption) -> TargetingValue {
        let text = try string(arguments[0], for: .split)
        let separator = try string(arguments[1], for: .split)
        guard !separator.bytes.isEmpty else { throw .skipped(.typeError(.emptySeparator)) }
        // There may be as many pieces as octets, and at each place the separator is tried.
        try charge(text.bytes.count)
        try charge(text.bytes.count * Self.steps(forBytes: separator.bytes.count))
        return .array(text.split(by: separator).map { .string($0) })
    }

    mutating func texts(
        _ function: TargetingFunction, _ arguments: [TargetingExpression],
        _ relation: (TargetingText, TargetingText) -> Bool
    ) throws(Interruption) -> Bool {
        let text = try string(arguments[0], for: function)
        let part = try string(arguments[1], for: function)
        try charge(Self.steps(forBytes: part.bytes.count))
        return relation(text, part)
    }

    /// Whether two values are the same; values of different kinds differ, but for numbers.
    mutating func isEqual(
        _ left: TargetingValue, _ right: TargetingValue
    ) throws(Interruption) -> Bool {
        try charge(1)
        if case .array(let left) = left, case .array(let right) = right {
            guard left.count == right.count else { return false }
            for (left, right) in zip(left, right) {
                guard try isEqual(left, right) else { return false }
            }
            return true
        }
        if case .string(let left) = left, case .string(let right) = right {
            guard left.bytes.count == right.bytes.count else { return false }
            try charge(Self.steps(forBytes: left.bytes.count))
        }
        return Self.order(left, right).map { $0 == .equal } ?? (left == right)
    }

    private mutating func includes(
        _ elements: [TargetingValue], _ value: TargetingValue
    ) throws(Interruption) -> Bool {
        for element in elements where try isEqual(element, value) { return true }
        return false
    }
}
