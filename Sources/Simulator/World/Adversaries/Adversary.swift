// This source file is part of the Outpace project. License: see LICENSE.

public import Identity
public import NodeCore
public import Primitives

/// A byzantine process: it runs the real node and bends what goes in and what comes out.
public struct Adversary: Sendable {
    private var misconduct: any Misconduct
    private var kit: AdversaryKit

    /// When it wants to be stepped besides the node's own deadline.
    public private(set) var nextDeadline: Instant?

    /// Takes up a role with the key of its host.
    ///
    /// - Parameters:
    /// - hosts: who the hosts of the world are, by their places, for roles that name some.
    /// - parameters: the bounds of its node.
    /// - seed: what its choices are drawn from.
    public init(
        role: AdversaryRole, key: NodeKey, hosts: [PeerID] = [], parameters: NodeParameters,
        seed: UInt64
    ) {
        kit = AdversaryKit(key: key, hosts: hosts, parameters: parameters, seed: seed)
        misconduct =
            switch role {
            case .equivocatingLeader: Equivocation()
            case .fickleLeader: Fickleness()
            case .inflatingLeader(let perMille): Inflation(perMille: perMille)
            case .omittingLeader(let perMille): Omission(perMille: perMille)
            case .approvingFollower: BlindApproval()
            case .rejectingFollower: BlindRefusal()
            case .silentValidator: Silence()
            case .replayer(let perSecond): Replay(perSecond: perSecond)
            case .forger(let perSecond): Forgery(perSecond: perSecond)
            case .spammer(let perSecond): Spam(perSecond: perSecond)
            case .withholdingGossiper(let perMille):
                Withholding(SybilConduct(withholding: perMille))
            case .sybil(let conduct): Withholding(conduct)
            }
    }

    /// Steps the node with one batch of inputs, the last of them `settled`.
    public mutating func step(
        _ inputs: [NodeInput], node: inout Node, at now: Moment
    ) -> [NodeEffect] {
        kit.now = now
        let effects = misconduct.step(inputs, node: &node, kit: &kit)
        nextDeadline = misconduct.nextDeadline
        return effects
    }
}

/// One way to misbehave.
protocol Misconduct: Sendable {
    /// When it wants to be stepped though nothing else happens.
    var nextDeadline: Instant? { get }

    /// Steps the node with what it should be told, and says what leaves the host.
    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect]
}

extension Misconduct {
    var nextDeadline: Instant? { nil }
}
