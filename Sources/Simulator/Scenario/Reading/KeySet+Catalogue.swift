// This source file is part of the Outpace project. License: see LICENSE.

extension KeySet {
    /// Every mapping of the language.
    public static let all: [KeySet] = [
        scenario, group, clock, channels, batch, health, part, links, settings, workload, fault,
        block, copy, slowDisk, drift, jump, latency, bandwidth, turn, connection, expectation,
        percentiles, sybil,
    ]

    static let scenario = KeySet(
        "Scenario",
        [
            Key(
                "name", "a text", "",
                "what the scenario is called; in a folder that is run as a whole it is the file's "
                    + "name without `.yaml`"),
            Key("proves", "a sentence", "", "what a run without a breach shows"),
            Key(
                "depth", "`messages`, `octets`", "`messages`",
                "whether connections carry whole messages, or octets of real Noise and yamux sessions"
            ),
            Key("duration", "time", "", "how long workload and faults last"),
            Key("healed", "time", "`20 s`", "the healed phase after that"),
            Key(
                "nodes", "a number, or groups by name", "",
                "the hosts; a number is one group `validators`"),
            Key(
                "channels", "see Channels", "one channel of all validators", "the payment channels"),
            Key(
                "topology", "`full`, `random N`, or a list of parts", "`full`",
                "who dials whom; see Topology"),
            Key(
                "links", "see Links", "2 to 40 ms, no jitter, no loss",
                "the network between any two hosts"),
            Key(
                "bandwidth", "rates by name", "none",
                "classes of uplinks, for `uplink` of a group: `home: 25 Mbit/s`"),
            Key(
                "settings", "see Settings", "as in production",
                "periods and limits of nodes and connections"),
            Key("workload", "see Workload; or a list of them", "no events", "what clients post"),
            Key("faults", "a list, see Faults", "none", "what goes wrong and when"),
            Key(
                "expect", "a list, see Expectations", "none",
                "what must hold besides the invariants"),
        ])

    static let group = KeySet(
        "Group of nodes",
        [
            Key("count", "1 to 5000", "", "how many hosts"),
            Key(
                "kind", "`validator`, `observer`, `outsider`", "`validator`",
                "validators sign in channels, observers hold all channels, outsiders hold none"),
            Key("clock", "see Clock", "right", "how the hosts' clocks run"),
            Key("disk", "time or range", "`0 ms`", "how long a commit takes, drawn for each"),
            Key(
                "uplink", "a class of `bandwidth`, or a rate", "`unlimited`",
                "what the hosts can send"),
            Key("role", "see Roles", "`honest`", "how the hosts misbehave, from the start"),
            Key(
                "addresses", "1 to 5000", "one each",
                "how many network addresses the hosts share"),
            Key("joins", "time", "`0 s`", "when the hosts' processes start for the first time"),
        ])

    static let clock = KeySet(
        "Clock",
        [
            Key(
                "drift", "`N ppm` or range", "`0 ppm`",
                "how much faster than true time both clocks run, drawn for each host; negative is slower"
            ),
            Key(
                "offset", "time or range, may be negative", "`0 s`",
                "how far ahead the wall clock starts"),
        ])

    static let channels = KeySet(
        "Channels",
        [
            Key("count", "1 to 256", "`1`", "how many channels"),
            Key("validators", "2 to 25", "all, at most 25", "how many validators each has"),
            Key(
                "spread", "`same`, `rotate`, `random`", "`same`",
                "which validators: the first; channel n begins with validator n; drawn"),
            Key(
                "members", "a list with a list of hosts for each channel", "none",
                "who validates what, the leader first; instead of `count`, `validators`, `spread`"),
            Key("deposit", "a number", "`1000000000`", "what is deposited, in the smallest unit"),
            Key("fee", "a number", "`1000`", "what each validator is paid in all"),
            Key(
                "price", "a number or range", "`10..1000`",
                "the least and the most for an impression"),
            Key("batch", "see Batch", "500 events, 1 s", "when waiting events become a proposal"),
            Key(
                "settleDelay", "time up to 60 s", "`1 s`",
                "how long events settle before they are proposed"),
            Key(
                "missedEventsThreshold", "1 to 1000000", "`1000000`",
                "so many missed events keep a follower from signing"),
            Key("health", "see Health", "97 % and 77 %", "when a follower complains, and refuses"),
        ])

    static let batch = KeySet(
        "Batch",
        [
            Key("events", "1 to 10000", "`500`", "this many events, or"),
            Key("wait", "time, 1 ms to 60 s", "`1 s`", "so long since the first of them"),
        ])

    static let health = KeySet(
        "Health",
        [
            Key("threshold", "a share", "`97 %`", "below it a campaign is unhealthy"),
            Key("unsignable", "a share", "`77 %`", "below it a state is not signed"),
        ])

    static let part = KeySet(
        "Part of a topology",
        [
            Key("from", "hosts", "", "who dials"),
            Key("to", "hosts", "", "who is dialled"),
            Key("degree", "1 to 5000", "all of them", "how many of `to` each dials, drawn"),
        ])

    static let links = KeySet(
        "Links",
        [
            Key(
                "latency", "time or range", "`2ms..40ms`",
                "one way, drawn once for every pair of hosts"),
            Key("jitter", "a share", "`0 %`", "how much longer a message may take, drawn for each"),
            Key(
                "loss", "a share", "`0 %`",
                "segments that are lost; connections send them again, so a loss costs time"),
        ])

    static let settings = KeySet(
        "Settings",
        [
            Key("heartbeat", "time", "`1 s`", "between two heartbeats of a validator"),
            Key("offlineAfter", "time", "`4 s`", "when a silent validator counts as offline"),
            Key("reconcile", "time", "`10 s`", "between two reconciliations that nobody asked for"),
            Key("pingInterval", "time", "`5 s`", "between two pings of a connection's end"),
            Key(
                "pingTimeout", "time", "`20 s`",
                "when an end without an answer gives a connection up"),
            Key(
                "gossipQueue", "1 to 67108864 octets", "`2097152`",
                "what waits on a gossip lane at most"),
            Key(
                "directQueue", "1 to 67108864 octets", "`4194304`",
                "what waits on a direct lane at most"),
            Key(
                "poolEvents", "1 to 1000000", "`1000000`",
                "events that wait in a channel at most; half of them are the other validators' "
                    + "shares, in equal parts, and a validator takes from clients as much as one share"
            ),
        ])
}
