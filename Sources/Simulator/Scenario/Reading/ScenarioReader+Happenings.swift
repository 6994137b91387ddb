// This source file is part of the Outpace project. License: see LICENSE.

import Outpace

extension ScenarioReader {
    mutating func workload(
        _ value: YAMLValue, end: Duration
    ) throws(ScenarioProblem) -> Workload {
        let fields = try value.fields(.workload)
        var workload = Workload(ratePerMille: try fields.need("rate").rate(upTo: 100_000))
        if let value = fields["to"] { workload.target = try target(value) }
        if let value = fields["from"] {
            workload.from = try value.duration()
            guard workload.from < end else {
                throw value.problem(allowed: "times before the scenario's duration, \(end.words)")
            }
        }
        if let value = fields["until"] {
            let until = try value.duration()
            guard until > workload.from else {
                throw value.problem(
                    allowed: "times after \(workload.from.words), when the first is posted")
            }
            workload.until = until
        }
        if let value = fields["batch"] { workload.batch = try value.count(1...1_000) }
        if let value = fields["duplicates"] { workload.duplicatesPerMille = try value.share() }
        if let value = fields["skew"] { workload.skew = try value.durations(isSigned: true) }
        if let value = fields["publishers"] { workload.publishers = try value.count(1...10_000) }
        return workload
    }

    private func target(_ value: YAMLValue) throws(ScenarioProblem) -> Workload.Target {
        guard case .text(let text) = value.content else { return try targetHosts(value) }
        switch text {
        case "all": return .all
        case "one": return .one
        case "leader": return .leader
        default: break
        }
        let words = text.split(separator: " ")
        if words.count == 2, words[0] == "random" {
            guard let count = Int(words[1]), count > 0, count <= largestChannel else {
                throw value.problem(
                    allowed: "random 1 to random \(largestChannel), so many of a channel's "
                        + "validators")
            }
            return .random(count)
        }
        return try targetHosts(value)
    }

    private func targetHosts(_ value: YAMLValue) throws(ScenarioProblem) -> Workload.Target {
        let selector = try selectors.read(value)
        if let holders, let hosts = selectors.candidates(selector), holders.isDisjoint(with: hosts)
        {
            throw value.problem(allowed: "hosts of which one holds a channel")
        }
        return .hosts(selector)
    }

    mutating func timelineEntry(
        _ value: YAMLValue, jitter: Int, end: Duration
    ) throws(ScenarioProblem) -> TimelineEntry {
        let fields = try value.fields(.fault)
        let times = ["at", "every", "until", "for"]
        let faults = fields.entries.filter { !times.contains($0.key) }
        guard let chosen = faults.first, faults.count == 1 else {
            let names = KeySet.fault.names.filter { !times.contains($0) }
            throw ScenarioProblem(
                line: value.line, path: value.path,
                message: "found \(faults.count) faults; allowed: one of "
                    + names.joined(separator: ", "))
        }
        let atValue = try fields.need("at")
        var entry = TimelineEntry(
            at: try atValue.duration(),
            fault: try fault(chosen.key, chosen.value, jitter: jitter))
        guard entry.at <= end else {
            throw atValue.problem(allowed: "times up to the scenario's duration, \(end.words)")
        }
        entry.every = try fields["every"]?.period()
        if let value = fields["until"] {
            let until = try value.duration()
            guard until >= entry.at else {
                throw value.problem(
                    allowed: "times from \(entry.at.words) on, when it happens first")
            }
            entry.until = until
        }
        entry.lasts = try lasting(fields, chosen.key, entry.fault)
        return entry
    }

    /// How long a fault lasts; nil for until the healed phase.
    private func lasting(
        _ fields: YAMLValue.Fields, _ name: String, _ fault: FaultForm
    ) throws(ScenarioProblem) -> Duration? {
        guard let value = fields["for"] else {
            guard case .stall = fault else { return nil }
            throw fields.missing("for", "stall needs it, as how long the processes stand still")
        }
        guard fault.lasts else {
            throw value.problem(allowed: "no `for`, as nothing is undone after \(name)")
        }
        return try value.period()
    }

    private func fault(
        _ name: String, _ value: YAMLValue, jitter: Int
    ) throws(ScenarioProblem) -> FaultForm {
        switch name {
        case "partition":
            var groups: [HostSelector] = []
            for group in try value.list("a list of groups of hosts") {
                groups.append(try selectors.read(group))
            }
            return .partition(groups)
        case "heal":
            _ = try value.word([("all", ())])
            return .heal
        case "crash": return .crash(try selectors.read(value))
        case "tear": return .tear(try selectors.read(value))
        case "restart": return .restart(try selectors.read(value))
        case "fullDisk": return .fullDisk(try selectors.read(value))
        case "freeDisk": return .freeDisk(try selectors.read(value))
        case "stall": return .stall(try selectors.read(value))
        case "loss": return .loss(perMille: try value.lossShare())
        default: return try compoundFault(name, value, jitter: jitter)
        }
    }

    private func compoundFault(
        _ name: String, _ value: YAMLValue, jitter: Int
    ) throws(ScenarioProblem) -> FaultForm {
        switch name {
        case "block":
            let fields = try value.fields(.block)
            let (from, to) = try ends(fields)
            return .block(from: from, to: to)
        case "copy", "restore":
            let fields = try value.fields(.copy)
            let (hosts, label) = (try hosts(fields), try fields.need("name").text())
            return name == "copy" ? .copy(hosts, name: label) : .restore(hosts, name: label)
        case "slowDisk":
            let fields = try value.fields(.slowDisk)
            return .slowDisk(try hosts(fields), commit: try fields.need("commit").durations())
        case "drift":
            let fields = try value.fields(.drift)
            return .drift(try hosts(fields), perMillion: try fields.need("rate").drift())
        case "jump":
            let fields = try value.fields(.jump)
            return .jump(try hosts(fields), by: try fields.need("by").durations(isSigned: true))
        case "latency":
            let fields = try value.fields(.latency)
            return .latency(
                try fields.need("range").durations(),
                jitterPerMille: try fields["jitter"]?.share() ?? jitter)
        case "bandwidth":
            let fields = try value.fields(.bandwidth)
            return .bandwidth(
                try hosts(fields), octetsPerSecond: try uplink(try fields.need("rate")))
        case "turn":
            let fields = try value.fields(.turn)
            return .turn(try hosts(fields), try role(try fields.need("role")))
        case "disconnect", "connect":
            let fields = try value.fields(.connection)
            let (from, to) = try ends(fields)
            return name == "connect"
                ? .connect(from: from, to: to) : .disconnect(from: from, to: to)
        default: preconditionFailure("\(name) is a key of faults and is not read")
        }
    }

    private func hosts(
        _ fields: YAMLValue.Fields, _ key: String = "hosts"
    ) throws(ScenarioProblem) -> HostSelector {
        try selectors.read(try fields.need(key))
    }

    /// Reads from whom to whom.
    func ends(
        _ fields: YAMLValue.Fields
    ) throws(ScenarioProblem) -> (from: HostSelector, to: HostSelector) {
        let (from, to) = (try hosts(fields, "from"), try hosts(fields, "to"))
        try selectors.checkEnds(from, to, at: try fields.need("to"))
        return (from, to)
    }

    mutating func expectations(
        _ value: YAMLValue, end: Duration
    ) throws(ScenarioProblem) -> [Expectation] {
        let fields = try value.fields(.expectation)
        let atValue = try fields.need("at")
        var at: Duration?
        if try atValue.text() != "end" {
            let time = try atValue.duration()
            guard time <= end else {
                throw atValue.problem(
                    allowed: "end, or times up to the end of the healed phase, \(end.words)")
            }
            at = time
        }
        let hosts = try fields["hosts"].map { value throws(ScenarioProblem) in
            try selectors.read(value)
        }
        let most = selectors.most(hosts ?? .honest)
        let least = try fields["atLeast"].map { value throws(ScenarioProblem) in
            try value.count(1...max(1, most))
        }
        var expectations: [Expectation] = []
        for entry in fields.entries where !["at", "hosts", "atLeast"].contains(entry.key) {
            expectations.append(
                Expectation(
                    at: at, hosts: hosts ?? .honest, least: least,
                    condition: try condition(entry.key, entry.value), line: entry.line))
        }
        guard !expectations.isEmpty else {
            throw ScenarioProblem(
                line: value.line, path: value.path,
                message: "it expects nothing; allowed: "
                    + KeySet.expectation.names.dropFirst(3).joined(separator: ", "))
        }
        return expectations
    }

    private func condition(
        _ name: String, _ value: YAMLValue
    ) throws(ScenarioProblem) -> Expectation.Condition {
        switch name {
        case "bidding": return .bidding(try value.word([("on", true), ("off", false)]))
        case "online": return .online(try value.counts(0...largestChannel))
        case "approvedEvents": return .approvedEvents(atLeast: try value.count(0...1_000_000_000))
        case "turnedAway": return .turnedAway(atLeast: try value.count(0...1_000_000_000))
        case "missingRecords":
            return .missingRecords(atMost: try value.count(0...1_000_000_000))
        case "allPaid": return try value.word([("true", .allPaid)])
        case "delivery": return .delivery(atLeastPerMille: try value.share())
        case "deliveryLatency": return .deliveryLatency(try percentiles(value))
        case "paymentLatency": return .paymentLatency(try percentiles(value))
        case "disconnected": return .disconnected(try selectors.read(value))
        case "graylisted": return .graylisted(try selectors.read(value))
        case "trusted": return .trusted(try selectors.read(value))
        case "converged": return try value.word([("true", .converged)])
        case "refused":
            let reasons = RejectReason.allCases.map { ($0.name, $0) }
            return .refused(try words(value, reasons))
        case "status":
            return .status(try value.word(ChannelStatus.allCases.map { ($0.rawValue, $0) }))
        case "breaches": return try value.word([("none", .noBreaches)])
        default: preconditionFailure("\(name) is a key of expectations and is not read")
        }
    }

    private func words<Word>(
        _ value: YAMLValue, _ words: [(String, Word)]
    ) throws(ScenarioProblem) -> [Word] {
        var found: [Word] = []
        for element in value.elements { found.append(try element.word(words)) }
        guard !found.isEmpty else { throw value.problem(allowed: "a list of at least one") }
        return found
    }

    private func percentiles(
        _ value: YAMLValue
    ) throws(ScenarioProblem) -> Expectation.Percentiles {
        let fields = try value.fields(.percentiles)
        var bounds: [Expectation.Percentiles.Bound] = []
        for (key, perMille) in Expectation.Percentiles.Bound.names {
            guard let value = fields[key] else { continue }
            bounds.append(.init(perMille: perMille, limit: try value.duration()))
        }
        return Expectation.Percentiles(bounds: bounds)
    }
}
