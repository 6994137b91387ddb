// This source file is part of the Outpace project. License: see LICENSE.

import SimulatedWorld

extension RoleForm {
    /// Every role of the language.
    public static let all: [RoleForm] = [
        RoleForm(name: "honest", argument: .none(nil), meaning: "what production does"),
        RoleForm(
            name: "equivocatingLeader", argument: .none(.plain(.equivocatingLeader)),
            meaning:
                "runs two nodes with one key, each for one half of the peers: a leader proposes "
                + "twice, a follower signs for both"),
        RoleForm(
            name: "fickleLeader", argument: .none(.plain(.fickleLeader)),
            meaning:
                "each proposal pays another choice of the events, and half of the peers hear of it"),
        RoleForm(
            name: "inflatingLeader", argument: .share { .inflatingLeader(perMille: $0) },
            meaning: "so many of its proposals pay more than the events earn"),
        RoleForm(
            name: "omittingLeader", argument: .share { .omittingLeader(perMille: $0) },
            meaning: "leaves out the events of so many publishers, and never acknowledges them"),
        RoleForm(
            name: "approvingFollower", argument: .none(.plain(.approvingFollower)),
            meaning: "approves whatever it hears, unseen"),
        RoleForm(
            name: "rejectingFollower", argument: .none(.plain(.rejectingFollower)),
            meaning: "refuses what it should sign"),
        RoleForm(
            name: "silentValidator", argument: .none(.plain(.silentValidator)),
            meaning: "keeps its connections and says nothing on them"),
        RoleForm(
            name: "replayer", argument: .rate { .replayer(perSecond: $0) },
            meaning: "says again what it and others said, in another order"),
        RoleForm(
            name: "forger", argument: .rate { .forger(perSecond: $0) },
            meaning: "speaks in the names of others, with signatures that do not hold"),
        RoleForm(
            name: "spammer", argument: .rate { .spammer(perSecond: $0) },
            meaning: "makes up events and statements, under good signatures"),
        RoleForm(
            name: "withholdingGossiper", argument: .share { .withholdingGossiper(perMille: $0) },
            meaning: "keeps back so many gossip messages of others"),
        RoleForm(
            name: "sybil", argument: .sybil,
            meaning: "one of a swarm, see Sybil; `role: sybil` keeps everything back from everybody"
        ),
    ]
}
