// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives

/// Reads rules into expressions and counts what they take.
struct TargetingCompiler {
    let limits: TargetingLimits
    private var nodeCount = 0
    private var textByteCount = 0

    init(limits: TargetingLimits) { self.limits = limits }

    /// Reads one rule; it must be able to change something.
    mutating func rule(
        _ value: JSONValue, at path: String
    ) throws(TargetingProblem) -> TargetingExpression {
        guard value.object != nil else {
            throw TargetingProblem(
                path: path, found: Self.quoted(value), allowed: #"a function, {"name": arguments}"#
            )
        }
        let rule = try expression(value, at: path, depth: 1)
        guard rule.hasEffect else {
            throw TargetingProblem(
                path: path, found: "a rule that changes nothing",
                allowed: "a rule with onlyShowIf or set in it"
            )
        }
        return rule
    }

    private mutating func expression(
        _ value: JSONValue, at path: String, depth: Int
    ) throws(TargetingProblem) -> TargetingExpression {
        guard let object = value.object else {
            return .constant(try constant(value, at: path, depth: depth))
        }
        try countNode(at: path, depth: depth)
        guard let name = object.keys.first, let argument = object[name], object.count == 1 else {
            throw TargetingProblem(
                path: path, found: "an object of \(object.count) keys",
                allowed: "one key, the name of a function"
            )
        }
        guard let function = TargetingFunction(name: name) else {
            throw Self.unknown(
                name, at: path, among: TargetingFunction.allCases.map(\.name), what: "functions"
            )
        }
        let inner = "\(path).\(function.name)"
        switch function {
        case .get: return try get(argument, at: inner)
        case .set: return try set(argument, at: inner, depth: depth)
        case .do: return try sequence(argument, at: inner, depth: depth)
        case .if, .ifNot, .ifElse, .in, .nin, .intersects, .at, .eq, .neq, .lt, .lte, .gt, .gte,
            .between, .not, .or, .xor, .and, .add, .sub, .mul, .div, .mod, .max, .min, .mulDiv,
            .bn, .split, .startsWith, .endsWith, .onlyShowIf:
            return try call(function, argument, at: inner, depth: depth)
        }
    }

    private mutating func call(
        _ function: TargetingFunction, _ argument: JSONValue, at path: String, depth: Int
    ) throws(TargetingProblem) -> TargetingExpression {
        let parameters = function.parameters
        if function.takesOneArgument {
            let inner = try expression(argument, at: path, depth: depth + 1)
            try Self.check(inner, argument, is: parameters[0], at: path)
            return try Self.folded(function, [inner], at: path)
        }
        let values = try Self.list(argument, of: parameters.count, at: path)
        var arguments: [TargetingExpression] = []
        for (index, value) in values.enumerated() {
            let place = "\(path)[\(index)]"
            let inner = try expression(value, at: place, depth: depth + 1)
            try Self.check(inner, value, is: parameters[index], at: place)
            if function == .eq || function == .neq, let first = arguments.first {
                try Self.check(inner, value, is: first.kinds.comparable, at: place)
            }
            arguments.append(inner)
        }
        return .call(function, arguments)
    }

    private mutating func get(
        _ argument: JSONValue, at path: String
    ) throws(TargetingProblem) -> TargetingExpression {
        guard let name = argument.string else {
            throw TargetingProblem(
                path: path, found: Self.quoted(argument), allowed: "the name of a variable"
            )
        }
        if let variable = TargetingVariable(name: name) { return .input(variable) }
        if let target = TargetingOutputVariable(name: name) { return .output(target) }
        let names =
            TargetingVariable.allCases.map(\.name) + TargetingOutputVariable.allCases.map(\.name)
        throw Self.unknown(name, at: path, among: names, what: "variables")
    }

    private mutating func set(
        _ argument: JSONValue, at path: String, depth: Int
    ) throws(TargetingProblem) -> TargetingExpression {
        let values = try Self.list(argument, of: 2, at: path)
        let names = TargetingOutputVariable.allCases.map(\.name)
        guard let name = values[0].string, let target = TargetingOutputVariable(name: name) else {
            throw TargetingProblem(
                path: "\(path)[0]", found: Self.quoted(values[0]),
                allowed: "one of \(names.joined(separator: ", "))"
            )
        }
        let place = "\(path)[1]"
        let inner = try expression(values[1], at: place, depth: depth + 1)
        try Self.check(inner, values[1], is: target.accepts, at: place)
        return .set(target, inner)
    }

    /// `do` takes a list, as in AdView, or a single rule, as in the Rust interpreter.
    private mutating func sequence(
        _ argument: JSONValue, at path: String, depth: Int
    ) throws(TargetingProblem) -> TargetingExpression {
        guard let values = argument.array else {
            return .call(.do, [try expression(argument, at: path, depth: depth + 1)])
        }
        var parts: [TargetingExpression] = []
        for (index, value) in values.enumerated() {
            parts.append(try expression(value, at: "\(path)[\(index)]", depth: depth + 1))
        }
        return .call(.do, parts)
    }

    private mutating func constant(
        _ value: JSONValue, at path: String, depth: Int
    ) throws(TargetingProblem) -> TargetingValue {
        try countNode(at: path, depth: depth)
        switch value {
        case .bool(let truth): return .bool(truth)
        case .number(let text): return .number(try Self.number(text, at: path))
        case .string(let text):
            textByteCount += min(text.utf8.count, limits.textByteLimit + 1)
            guard textByteCount <= limits.textByteLimit else {
                throw TargetingProblem(
                    path: path, found: "more text",
                    allowed: "at most \(limits.textByteLimit) bytes of texts in all rules"
                )
            }
            return .string(TargetingText(text))
        case .array(let values):
            var elements: [TargetingValue] = []
            for (index, value) in values.enumerated() {
                elements.append(try constant(value, at: "\(path)[\(index)]", depth: depth + 1))
            }
            return .array(elements)
        case .null, .object:
            throw TargetingProblem(
                path: path, found: value.kind,
                allowed: value.isNull ? "a value" : "a value; lists hold no functions"
            )
        }
    }

    private mutating func countNode(at path: String, depth: Int) throws(TargetingProblem) {
        guard depth <= limits.depthLimit else {
            throw TargetingProblem(
                path: path, found: "more functions and lists within each other",
                allowed: "a depth of at most \(limits.depthLimit)"
            )
        }
        guard nodeCount < limits.nodeLimit else {
            throw TargetingProblem(
                path: path, found: "more functions and values",
                allowed: "at most \(limits.nodeLimit) in all rules"
            )
        }
        nodeCount += 1
    }
}
