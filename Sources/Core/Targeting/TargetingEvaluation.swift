// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Rules on their way from an input to an outcome.
struct TargetingEvaluation {
    /// Why a rule is not evaluated to its end.
    enum Interruption: Error {
        /// It cannot be, and is left out.
        case skipped(TargetingSkip.Reason)
        /// It said not to show the ad.
        case hidden
        /// The steps ran out.
        case exhausted
    }

    private(set) var outcome: TargetingOutcome
    private let input: TargetingInput
    private let stepLimit: Int

    init(_ input: TargetingInput, from start: TargetingOutput, stepLimit: Int) {
        self.input = input
        self.stepLimit = stepLimit
        outcome = TargetingOutcome(output: start)
        if !start.show { outcome.hiding = .start }
    }

    /// Evaluates one rule; it takes effect wholly or not at all.
    mutating func run(_ rule: TargetingExpression?, at index: Int) {
        let before = outcome.output
        do throws(Interruption) {
            guard let rule else {
                try charge(1)
                throw .skipped(.invalid)
            }
            _ = try value(of: rule)
        } catch {
            switch error {
            case .skipped(let reason):
                outcome.output = before
                outcome.skipped.append(TargetingSkip(rule: index, reason: reason))
            case .hidden:
                outcome.output.show = false
                outcome.hiding = .rule(index)
            case .exhausted:
                outcome.output = before
                outcome.output.show = false
                outcome.hiding = .steps(index)
            }
        }
    }

    /// Takes steps, which must be there.
    mutating func charge(_ steps: Int) throws(Interruption) {
        guard steps <= stepLimit - outcome.stepsUsed else {
            outcome.stepsUsed = stepLimit
            throw .exhausted
        }
        outcome.stepsUsed += steps
    }

    /// What an expression yields; nil for nothing.
    mutating func value(
        of expression: TargetingExpression
    ) throws(Interruption) -> TargetingValue? {
        try charge(1)
        switch expression {
        case .constant(let value): return value
        case .input(let variable): return try value(of: variable)
        case .output(let target):
            guard let value = outcome.output[target] else {
                throw .skipped(.undefinedVariable(target.name))
            }
            return value
        case .set(let target, let inner):
            try set(target, to: inner)
            return nil
        case .call(let function, let arguments): return try call(function, arguments)
        }
    }

    private mutating func value(
        of variable: TargetingVariable
    ) throws(Interruption) -> TargetingValue {
        guard let value = input[variable] else {
            throw .skipped(.undefinedVariable(variable.name))
        }
        try charge(Self.steps(forCopying: value))
        return value
    }

    private mutating func set(
        _ target: TargetingOutputVariable, to expression: TargetingExpression
    ) throws(Interruption) {
        switch target {
        case .show:
            guard try bool(expression, for: .set) else { throw .hidden }
        case .boost:
            let boost = try number(expression, for: .set)
            guard TargetingLimits.boosts.contains(boost) else {
                throw .skipped(.typeError(.boostOutOfRange(boost)))
            }
            outcome.output.boost = boost
        case .impressionPrice: outcome.output.impressionPrice = try amount(expression, for: .set)
        case .clickPrice: outcome.output.clickPrice = try amount(expression, for: .set)
        }
    }

    static func steps(forBytes count: Int) -> Int { count / TargetingLimits.textBytesPerStep }

    private static func steps(forCopying value: TargetingValue) -> Int {
        switch value {
        case .bool, .number, .bigNumber: 0
        case .string(let text): steps(forBytes: text.bytes.count)
        case .array(let elements):
            elements.reduce(0) { $0 + 1 + steps(forCopying: $1) }
        }
    }
}
