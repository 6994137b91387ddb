// This source file is part of the Outpace project. License: see LICENSE.

/// What rules are made of: `{"name": arguments}`.
///
/// - Source: AIP31, with `neq`, `between`, `lte` and `xor` of the Rust interpreter.
public enum TargetingFunction: String, CaseIterable, Hashable, Sendable {
    // Flow.
    case `if`, ifNot, ifElse, `do`
    // Lists.
    case `in`, nin, intersects, at
    // Comparison.
    case eq, neq, lt, lte, gt, gte, between
    // Logic.
    case not, or, xor, and
    // Numbers.
    case add, sub, mul, div, mod, max, min, mulDiv, bn
    // Texts.
    case split, startsWith, endsWith
    // Variables.
    case get, set, onlyShowIf

    /// Finds a function, octet by octet.
    init?(name: String) {
        guard let function = Self.allCases.first(where: { $0.name.utf8.elementsEqual(name.utf8) })
        else { return nil }
        self = function
    }

    /// The name in rules.
    public var name: String { rawValue }

    /// What each argument may be; empty for `get`, `set` and `do`, which are read apart.
    var parameters: [TargetingKinds] {
        switch self {
        case .if, .ifNot: [.bool, .whatever]
        case .ifElse: [.bool, .whatever, .whatever]
        case .in, .nin: [.array, .anything]
        case .intersects: [.array, .array]
        case .at: [.array, .number]
        case .eq, .neq: [.anything, .anything]
        case .lt, .lte, .gt, .gte, .add, .sub, .mul, .div, .mod, .max, .min: [.numeric, .numeric]
        case .between, .mulDiv: [.numeric, .numeric, .numeric]
        case .or, .xor, .and: [.bool, .bool]
        case .not, .onlyShowIf: [.bool]
        case .bn: [.string]
        case .split, .startsWith, .endsWith: [.string, .string]
        case .get, .set, .do: []
        }
    }

    /// Whether the argument stands alone and not in a list.
    var takesOneArgument: Bool {
        switch self {
        case .not, .bn, .get, .onlyShowIf: true
        case .if, .ifNot, .ifElse, .do, .in, .nin, .intersects, .at, .eq, .neq, .lt, .lte, .gt,
            .gte, .between, .or, .xor, .and, .add, .sub, .mul, .div, .mod, .max, .min, .mulDiv,
            .split, .startsWith, .endsWith, .set:
            false
        }
    }

    /// What a call yields, whatever its arguments are.
    var result: TargetingKinds {
        switch self {
        case .if, .ifNot, .do, .set, .onlyShowIf: .nothing
        case .ifElse: .whatever
        case .in, .nin, .intersects, .eq, .neq, .lt, .lte, .gt, .gte, .between, .not, .or, .xor,
            .and, .startsWith, .endsWith:
            .bool
        case .at, .get: .anything
        case .add, .sub, .mul, .div, .mod, .max, .min, .mulDiv: .numeric
        case .bn: .bigNumber
        case .split: .array
        }
    }
}
