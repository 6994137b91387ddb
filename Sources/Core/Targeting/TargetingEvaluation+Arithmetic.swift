// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension TargetingEvaluation {
    /// Computes with numbers, or with big numbers once one of the arguments is one.
    mutating func arithmetic(
        _ function: TargetingFunction, _ arguments: [TargetingExpression]
    ) throws(Interruption) -> TargetingValue {
        let a = try numeric(arguments[0], for: function)
        let b = try numeric(arguments[1], for: function)
        // What is not there is the neutral divisor.
        let c = arguments.count > 2 ? try numeric(arguments[2], for: function) : .number(1)
        if case .number(let a) = a, case .number(let b) = b, case .number(let c) = c {
            return .number(try Self.result(function, a, b, c))
        }
        try charge(TargetingLimits.bigNumberSteps)
        return .bigNumber(
            try Self.result(
                function, Self.amount(a, for: function), Self.amount(b, for: function),
                Self.amount(c, for: function)))
    }

    mutating func bigNumber(_ arguments: [TargetingExpression]) throws(Interruption) -> Amount {
        let text = try string(arguments[0], for: .bn)
        try charge(TargetingLimits.bigNumberSteps + Self.steps(forBytes: text.bytes.count))
        guard let amount = Amount(decimal: text.string) else {
            throw .skipped(.typeError(.notDecimal))
        }
        return amount
    }

    /// Exact, or a type error; division is towards zero, and a remainder has the sign of `a`.
    private static func result(
        _ function: TargetingFunction, _ a: Int64, _ b: Int64, _ c: Int64
    ) throws(Interruption) -> Int64 {
        let isDivision = function == .div || function == .mod
        guard c != 0, !isDivision || b != 0 else {
            throw .skipped(.typeError(.divisionByZero(function)))
        }
        let result: (partialValue: Int64, overflow: Bool)
        switch function {
        case .add: result = a.addingReportingOverflow(b)
        case .sub: result = a.subtractingReportingOverflow(b)
        case .mul: result = a.multipliedReportingOverflow(by: b)
        case .div: result = a.dividedReportingOverflow(by: b)
        // The remainder of the one division that overflows is zero.
        case .mod: result = (b == -1 ? 0 : a % b, false)
        case .max: result = (Swift.max(a, b), false)
        case .min: result = (Swift.min(a, b), false)
        case .mulDiv:
            let quotient = scaled(a, by: b, over: c)
            result = (quotient ?? 0, quotient == nil)
        case .if, .ifNot, .ifElse, .do, .in, .nin, .intersects, .at, .eq, .neq, .lt, .lte, .gt,
            .gte, .between, .not, .or, .xor, .and, .bn, .split, .startsWith, .endsWith, .get, .set,
            .onlyShowIf:
            preconditionFailure("\(function) is not arithmetic")
        }
        guard !result.overflow else { throw .skipped(.typeError(.overflow(function))) }
        return result.partialValue
    }

    /// The quotient of a product of 128 bits, towards zero; nil when it does not fit.
    private static func scaled(_ a: Int64, by b: Int64, over divisor: Int64) -> Int64? {
        let product = a.magnitude.multipliedFullWidth(by: b.magnitude)
        guard product.high < divisor.magnitude else { return nil }
        let quotient = divisor.magnitude.dividingFullWidth(product).quotient
        let isNegative = [a, b, divisor].count { $0 < 0 } % 2 == 1
        if isNegative, quotient == Int64.min.magnitude { return .min }
        return Int64(exactly: quotient).map { isNegative ? -$0 : $0 }
    }

    /// Exact, or a type error; division floors.
    private static func result(
        _ function: TargetingFunction, _ a: Amount, _ b: Amount, _ c: Amount
    ) throws(Interruption) -> Amount {
        let isDivision = function == .div || function == .mod
        guard !c.isZero, !isDivision || !b.isZero else {
            throw .skipped(.typeError(.divisionByZero(function)))
        }
        let result: Amount?
        switch function {
        case .add: result = a.adding(b)
        case .sub: result = a.subtracting(b)
        case .mul: result = a.multiplied(by: b)
        case .div: result = a.divided(by: b)
        case .mod:
            result = a.divided(by: b)?.multiplied(by: b).flatMap { a.subtracting($0) }
        case .max: result = Swift.max(a, b)
        case .min: result = Swift.min(a, b)
        case .mulDiv: result = a.multiplied(by: b, dividedBy: c)
        case .if, .ifNot, .ifElse, .do, .in, .nin, .intersects, .at, .eq, .neq, .lt, .lte, .gt,
            .gte, .between, .not, .or, .xor, .and, .bn, .split, .startsWith, .endsWith, .get, .set,
            .onlyShowIf:
            preconditionFailure("\(function) is not arithmetic")
        }
        guard let result else { throw .skipped(.typeError(.overflow(function))) }
        return result
    }
}
