// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import NodeCore
import Primitives
public import SimulatedWorld
import Validator

/// Honest nodes never punish honest nodes, whatever the network and the byzantine do between them:
/// no graylisting, no session ended for what the peer did, no broken rule noted, no proof of
/// misbehaviour, no score below the gossip threshold.
///
/// Two broken rules a bad network can make an honest peer break, and a few of them cost nothing:
/// not sending in time what was advertised, and advertising too often at once after a stall. They
/// show in the score when they add up.
public struct HonestTrust: Invariant {
    /// What it is called where breaches are told.
    public static let name = "honest-trust"
    /// What it states.
    public static let claim = "Honest nodes never punish honest nodes."

    /// How often it looked.
    public private(set) var checkCount = 0
    private var roster: Roster
    private var cadence: Cadence
    /// Hosts that share their network address with others, which costs them score.
    private let isNeighbour: [Bool]

    /// Watches a world from its start.
    public init(roster: Roster, world: World) {
        self.roster = roster
        cadence = Cadence(hostCount: roster.wasByzantine.count)
        isNeighbour = world.plan.hosts.map { $0.address != nil }
    }

    /// Looks at what just happened.
    public mutating func observe(_ turn: Turn, in world: World) -> Breach? {
        guard case .batch(let batch) = turn.kind else {
            roster.observe(turn)
            return nil
        }
        guard batch.isHonest, !roster.wasByzantine[batch.host] else { return nil }
        for effect in batch.effects {
            guard let detail = punishment(in: effect) else { continue }
            return Breach(invariant: Self.name, at: turn.at, host: batch.host, detail: detail)
        }
        guard cadence.isDue(batch.host, at: turn.at), let node = world.hosts[batch.host].node
        else { return nil }
        return mistrust(of: node, world.plan.parameters.gossip.score.gossipThreshold).map {
            Breach(invariant: Self.name, at: turn.at, host: batch.host, detail: $0)
        }
    }

    private mutating func punishment(in effect: NodeEffect) -> String? {
        switch effect {
        case .graylist(let peer, true):
            return honest(peer).map { "it does not listen to host \($0)" }
        case .disconnect(let peer, let reason):
            return honest(peer).map { "it ended the session with host \($0): \(reason)" }
        case .notice(.violation(let peer, let name)):
            guard !Self.isExcused(name) else { return nil }
            return honest(peer).map { "it saw host \($0) break a rule: \(name)" }
        case .notice(.doubted(_, let peer, let why)):
            return honest(peer).map { "it doubts a state of host \($0): \(why)" }
        case .persist(.channel(_, .evidence(let proof))):
            checkCount += 1
            guard let host = roster.placesByAddress[proof.validator], !roster.wasByzantine[host]
            else { return nil }
            return "it holds a proof against host \(host): \(proof.rule.rawValue)"
        case .persist, .sendGossip, .sendDirect, .answer, .load, .learnt, .graylist, .notice:
            return nil
        }
    }

    /// Rules that honest peers break when octets or processes stand still.
    private static func isExcused(_ name: String) -> Bool {
        name == Violation.brokenPromise.name || name == Violation.tooManyAdvertisements.name
    }

    private mutating func mistrust(of node: Node, _ threshold: Score) -> String? {
        for report in node.gossip.peers {
            guard let host = honest(report.peer), !isNeighbour[host],
                report.score.total < threshold
            else { continue }
            let parts = report.score.parts.filter { $0.value != 0 }
                .map { "\($0.name) \($0.value)" }
            return "the score of host \(host) is \(report.score.total): "
                + parts.joined(separator: ", ")
        }
        return nil
    }

    /// The place of a peer that never misbehaved.
    private mutating func honest(_ peer: PeerID) -> Int? {
        checkCount += 1
        guard let host = roster.places[peer], !roster.wasByzantine[host] else { return nil }
        return host
    }
}
