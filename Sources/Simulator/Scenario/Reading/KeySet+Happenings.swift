// This source file is part of the Outpace project. License: see LICENSE.

import Outpace

extension KeySet {
    static let workload = KeySet(
        "Workload",
        [
            Key("rate", "a rate", "", "events a second over all channels, as `50 /s`"),
            Key(
                "to", "`all`, `one`, `leader`, `random N`, or hosts", "`all`",
                "which validators of its channel an event is posted to"),
            Key("from", "time before `duration`", "`2 s`", "when the first is posted"),
            Key("until", "time after `from`", "`duration`", "when the last is posted"),
            Key("batch", "1 to 1000", "`1`", "events in one submission"),
            Key(
                "duplicates", "a share", "`0 %`",
                "events posted once more, to a validator that is drawn"),
            Key(
                "skew", "time or range, may be negative", "`0 s`",
                "how far clients' clocks are ahead, drawn for each event"),
            Key("publishers", "1 to 10000", "`10`", "how many publishers are paid"),
        ])

    static let fault = KeySet(
        "Fault",
        [
            Key("at", "time up to `duration`", "", "when it happens"),
            Key(
                "every", "time", "once",
                "how far apart it happens again, hosts drawn anew each time"),
            Key(
                "until", "time not before `at`", "`duration`",
                "from when on it does not happen again"),
            Key(
                "for", "time", "until the healed phase",
                "after so long it is undone, at the latest when the healed phase begins; see below "
                    + "what that means for each"),
            Key(
                "partition", "a list of hosts", "",
                "hosts of different groups do not reach each other"),
            Key("block", "see Block", "", "octets do not pass in one direction"),
            Key("heal", "`all`", "", "ends all partitions and blocks"),
            Key("crash", "hosts", "", "processes end at once"),
            Key(
                "tear", "hosts", "",
                "processes end in the middle of their next commit, which is lost or durable, as drawn"
            ),
            Key(
                "restart", "hosts", "", "processes start from their disks; those that run end first"
            ),
            Key("copy", "see Copy", "", "disks are copied under a name"),
            Key(
                "restore", "see Copy", "",
                "disks are replaced by copies that were made earlier, and processes start from them"
            ),
            Key("slowDisk", "see Slow disk", "", "commits take long"),
            Key("fullDisk", "hosts", "", "commits fail, which ends the processes"),
            Key("freeDisk", "hosts", "", "there is space again; `restart` starts the processes"),
            Key("drift", "see Drift", "", "clocks run faster or slower"),
            Key("jump", "see Jump", "", "wall clocks jump"),
            Key("latency", "see Latency", "", "latencies are drawn anew for all pairs"),
            Key("loss", "a share", "", "segments are lost everywhere"),
            Key("bandwidth", "see Bandwidth", "", "uplinks are limited"),
            Key(
                "stall", "hosts", "",
                "processes stand still for the time of `for`, which must be given"),
            Key("turn", "see Turn", "", "hosts take up a role, or are honest again"),
            Key(
                "disconnect", "see Connection", "", "connections break; whoever dialled dials again"
            ),
            Key("connect", "see Connection", "", "the first hosts dial the second from now on"),
        ])

    static let block = KeySet(
        "Block",
        [
            Key("from", "hosts", "", "whose octets do not pass"),
            Key("to", "hosts", "", "to whom"),
        ])

    static let copy = KeySet(
        "Copy",
        [
            Key("hosts", "hosts", "", "whose disks"),
            Key("name", "a text", "", "the name of the copy"),
        ])

    static let slowDisk = KeySet(
        "Slow disk",
        [
            Key("hosts", "hosts", "", "whose disks"),
            Key("commit", "time or range", "", "how long a commit takes, drawn for each"),
        ])

    static let drift = KeySet(
        "Drift",
        [
            Key("hosts", "hosts", "", "whose clocks"),
            Key(
                "rate", "`N ppm` or range", "",
                "how much faster than true time, drawn for each host"),
        ])

    static let jump = KeySet(
        "Jump",
        [
            Key("hosts", "hosts", "", "whose wall clocks"),
            Key("by", "time or range, may be negative", "", "how far, drawn for each host"),
        ])

    static let latency = KeySet(
        "Latency",
        [
            Key("range", "time or range", "", "one way, drawn for every pair"),
            Key("jitter", "a share", "that of `links`", "how much longer a message may take"),
        ])

    static let bandwidth = KeySet(
        "Bandwidth",
        [
            Key("hosts", "hosts", "", "whose uplinks"),
            Key("rate", "a class of `bandwidth`, or a rate", "", "what they can send"),
        ])

    static let turn = KeySet(
        "Turn",
        [
            Key("hosts", "hosts", "", "who"),
            Key("role", "see Roles", "", "how they misbehave; `honest` for not any more"),
        ])

    static let connection = KeySet(
        "Connection",
        [
            Key("from", "hosts", "", "each of these"),
            Key("to", "hosts", "", "with each of these"),
        ])

    static let expectation = KeySet(
        "Expectation",
        [
            Key("at", "time, or `end`", "", "when; `end` is the end of the healed phase"),
            Key(
                "hosts", "hosts", "`honest`", "who is judged: those of them that run and are honest"
            ),
            Key(
                "atLeast", "1 to as many as `hosts` can be", "all of them",
                "for how many of them it must hold, each looked at alone"),
            Key("bidding", "`on`, `off`", "", "whether they bid, in each of their channels"),
            Key(
                "online", "a number or range", "",
                "how many validators they see online, themselves included, in each of their channels"
            ),
            Key(
                "approvedEvents", "a number", "",
                "events they have seen approved, at least, in all channels"),
            Key(
                "turnedAway", "a number", "",
                "submissions that a host did not take whole, at least, over the whole run and all hosts, "
                    + "whoever `hosts` says"),
            Key(
                "missingRecords", "a number", "",
                "records of events that they have seen approved and do not have, at most"),
            Key(
                "allPaid", "`true`", "",
                "every event of their channels that is owed is paid in their view; there are some"
            ),
            Key(
                "delivery", "a share", "",
                "so many of the pairs of an event that is owed and a host of its channel, at least, "
                    + "have met: the event is in the host's storage, or paid in its view"),
            Key(
                "deliveryLatency", "see Percentiles", "",
                "from the acknowledgement to the storage of another host, over the whole run and all "
                    + "hosts, whoever `hosts` says"),
            Key(
                "paymentLatency", "see Percentiles", "",
                "from the acknowledgement to an approved state with it at a host, over the whole run and "
                    + "all hosts, whoever `hosts` says"),
            Key("disconnected", "hosts", "", "they have no session with these"),
            Key("graylisted", "hosts", "", "they do not listen to the gossip of these"),
            Key("trusted", "hosts", "", "they listen to the gossip of all of these"),
            Key(
                "converged", "`true`", "",
                "they hold the same newest approved state, channel by channel"),
            Key(
                "refused", "a list of reasons", "",
                "each of them has refused a proposal for each of these reasons: "
                    + RejectReason.allCases.map { "`\($0.name)`" }.joined(separator: ", ")),
            Key(
                "status", ChannelStatus.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "),
                "", "the status of each of their channels"),
            Key(
                "breaches", "`none`", "",
                "no invariant was breached; this always holds, and may be said"),
        ])

    static let percentiles = KeySet(
        "Percentiles",
        [
            Key("p50", "time", "no bound", "half of them take at most so long"),
            Key("p90", "time", "no bound", "90 % do"),
            Key("p99", "time", "no bound", "99 % do"),
            Key("max", "time", "no bound", "all do"),
        ])

    static let sybil = KeySet(
        "Sybil",
        [
            Key(
                "target", "a host", "everybody",
                "the only host it has anything to do with: an eclipse"),
            Key("censors", "a host", "everybody", "the only host whose messages it keeps back"),
            Key("withholds", "a share", "`100 %`", "how many messages it keeps back"),
            Key(
                "promises", "`broken`, `kept`", "`broken`",
                "whether it advertises what it keeps back and does not send it when asked"),
            Key("behaves", "time", "`0 s`", "how long it behaves at first"),
        ])
}
