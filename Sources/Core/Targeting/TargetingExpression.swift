// This source file is part of the Outpace project. License: see LICENSE.

/// A rule, or a part of one, ready to be evaluated.
///
/// Its depth is at most `TargetingLimits.depthLimit`, so functions over it may recurse.
indirect enum TargetingExpression: Hashable, Sendable {
    /// A value that stands in the rule.
    case constant(TargetingValue)
    /// What the rule is asked about.
    case input(TargetingVariable)
    /// What rules have set so far.
    case output(TargetingOutputVariable)
    /// Sets.
    case set(TargetingOutputVariable, TargetingExpression)
    /// Any other function, with as many arguments as it takes.
    case call(TargetingFunction, [TargetingExpression])

    /// What it can yield, as far as that is known without evaluating it.
    var kinds: TargetingKinds {
        switch self {
        case .constant(let value): value.kind
        case .input(let variable): variable.kind
        case .output(let target): target.kind
        case .set: .nothing
        case .call(.ifElse, let arguments):
            arguments.dropFirst().reduce(into: []) { $0.formUnion($1.kinds) }
        case .call(let function, _): function.result
        }
    }

    /// Whether it can set anything.
    var hasEffect: Bool {
        switch self {
        case .constant, .input, .output: false
        case .set: true
        case .call(.onlyShowIf, _): true
        case .call(_, let arguments): arguments.contains(where: \.hasEffect)
        }
    }

    /// What it may set a variable to.
    func settings(of target: TargetingOutputVariable) -> [TargetingExpression] {
        switch self {
        case .constant, .input, .output: []
        case .set(let own, let value): own == target ? [value] : []
        case .call(_, let arguments): arguments.flatMap { $0.settings(of: target) }
        }
    }
}
