// This source file is part of the Outpace project. License: see LICENSE.

/// How large a list of targeting rules may be, and how much work one evaluation may cost.
public struct TargetingLimits: Hashable, Sendable {
    /// What every validator uses; validators that differ here would pay differently.
    public static let standard = TargetingLimits(
        ruleLimit: 256, depthLimit: 14, nodeLimit: 4096, textByteLimit: 32_768, stepLimit: 8_000
    )

    /// The most rules of a list; campaigns of a dozen rules are large.
    public let ruleLimit: Int

    /// How many functions and lists may lie within each other; it bounds the stack, and the JSON
    /// that is read allows about as many within a channel's spec.
    public let depthLimit: Int

    /// The most functions, constants and elements of a list of rules; bounds the memory it takes
    /// once it is compiled.
    public let nodeLimit: Int

    /// The most octets of all texts of a list of rules; a spec as a whole has at most 35 000.
    public let textByteLimit: Int

    /// The most steps of one evaluation. Each node is visited at most once, so that a few times the
    /// nodes suffice for anything but long texts, products of long lists and hundreds of divisions.
    public let stepLimit: Int

    /// Makes limits; each is at least 1, anything less is a bug of the caller.
    public init(
        ruleLimit: Int, depthLimit: Int, nodeLimit: Int, textByteLimit: Int, stepLimit: Int
    ) {
        precondition(
            min(ruleLimit, depthLimit, nodeLimit, textByteLimit, stepLimit) > 0,
            "limits must be positive: \(ruleLimit), \(depthLimit), \(nodeLimit), "
                + "\(textByteLimit), \(stepLimit)"
        )
        self.ruleLimit = ruleLimit
        self.depthLimit = depthLimit
        self.nodeLimit = nodeLimit
        self.textByteLimit = textByteLimit
        self.stepLimit = stepLimit
    }

    /// What boost may be set to, as AdEx has it.
    static let boosts: ClosedRange<Int64> = 0...5

    /// Octets of a text that are copied or compared for one step.
    static let textBytesPerStep = 64

    /// Steps of what is done word by word or bit by bit with a big number.
    static let bigNumberSteps = 64

    /// How much of what was found is repeated in a message, in characters.
    static let quoteLimit = 64

    /// The most octets of an unknown name for which the name that was meant is looked for.
    static let nameByteLimit = 64
}
