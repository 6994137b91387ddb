// This source file is part of the Outpace project. License: see LICENSE.

public import JSON
public import Primitives

/// The rules of a campaign: who sees its ads, and what its events cost.
///
/// They are read once and evaluated for every event. Evaluating ends after a bounded number of
/// steps, whatever the rules and their input are, and its outcome depends on these two alone, so
/// that validators agree on every price.
///
/// - Source: AIP31; docs/TARGETING.md.
public struct TargetingRules: Hashable, Sendable {
    /// No rules: everything is shown, at the price it started with.
    public static let none = TargetingRules(limits: .standard)

    /// The bounds that the rules were read with and are evaluated with.
    public let limits: TargetingLimits

    /// What is wrong with the rules that are left out, in their order.
    public private(set) var problems: [TargetingProblem] = []

    /// The rules in order, nil for one that is invalid.
    private var rules: [TargetingExpression?] = []

    private init(limits: TargetingLimits) { self.limits = limits }

    /// Reads what is there already; a rule that is invalid is left out of every evaluation, and
    /// `problems` says why.
    ///
    /// - Parameter path: what problems call the list.
    /// - Complexity: O(n) in the values of the document.
    public init(
        lenient value: JSONValue, path: String = "targetingRules",
        limits: TargetingLimits = .standard
    ) {
        self.init(limits: limits)
        guard let values = value.array else {
            problems = [
                TargetingProblem(path: path, found: value.kind, allowed: "a list of rules")
            ]
            return
        }
        var compiler = TargetingCompiler(limits: limits)
        for (index, value) in values.prefix(limits.ruleLimit).enumerated() {
            do throws(TargetingProblem) {
                rules.append(try compiler.rule(value, at: "\(path)[\(index)]"))
            } catch {
                problems.append(error)
                rules.append(nil)
            }
        }
        if values.count > limits.ruleLimit {
            problems.append(
                TargetingProblem(
                    path: path, found: "\(values.count) rules",
                    allowed: "at most \(limits.ruleLimit)"
                ))
        }
    }

    /// Reads new rules, which must all be valid.
    ///
    /// - Parameter path: what problems call the list.
    /// - Complexity: O(n) in the values of the document.
    public static func checked(
        _ value: JSONValue, path: String = "targetingRules", limits: TargetingLimits = .standard
    ) throws(TargetingRefusal) -> TargetingRules {
        let rules = TargetingRules(lenient: value, path: path, limits: limits)
        guard rules.problems.isEmpty else { throw TargetingRefusal(problems: rules.problems) }
        return rules
    }

    /// Reads the JSON text of new rules.
    ///
    /// - Complexity: O(n) in octets.
    public static func checked(
        octets: Bytes, path: String = "targetingRules", limits: TargetingLimits = .standard
    ) throws(TargetingRefusal) -> TargetingRules {
        let value: JSONValue
        do {
            value = try JSONParser.parse(
                octets,
                limits: JSONLimits(
                    byteLimit: 2 * limits.textByteLimit, depthLimit: limits.depthLimit,
                    valueLimit: limits.nodeLimit))
        } catch {
            throw TargetingRefusal(problems: [
                TargetingProblem(path: path, found: error.message, allowed: "JSON")
            ])
        }
        return try checked(value, path: path, limits: limits)
    }

    /// The number of rules, invalid ones included.
    public var count: Int { rules.count }

    /// Whether there are no rules at all.
    public var isEmpty: Bool { rules.isEmpty }

    /// The most that a price can be set to: nothing when no rule sets it, nil when that is not
    /// known before an evaluation.
    ///
    /// - Complexity: O(n) in functions and values.
    public func highestSetting(of price: TargetingOutputVariable) -> Amount? {
        var highest = Amount.zero
        for setting in rules.compactMap({ $0 }).flatMap({ $0.settings(of: price) }) {
            guard case .constant(let value) = setting, let amount = value.amount else { return nil }
            highest = max(highest, amount)
        }
        return highest
    }

    /// Evaluates the rules in their order, up to the one that says not to show the ad.
    ///
    /// A rule that reads an undefined variable, or does what cannot be done with the values at
    /// hand, is left out as a whole. When the steps run out the ad is not shown: else whoever can
    /// make rules costly could get past the restrictions that follow.
    ///
    /// - Complexity: O(`limits.stepLimit`).
    public func evaluate(
        _ input: TargetingInput, from start: TargetingOutput
    ) -> TargetingOutcome {
        var evaluation = TargetingEvaluation(input, from: start, stepLimit: limits.stepLimit)
        for (index, rule) in rules.enumerated() {
            guard evaluation.outcome.show else { break }
            evaluation.run(rule, at: index)
        }
        return evaluation.outcome
    }
}
