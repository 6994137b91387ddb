// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import SimulatedWorld

extension ScenarioReader {
    /// The most hosts of a scenario.
    static let hostLimit = 5_000

    mutating func groups(_ value: YAMLValue) throws(ScenarioProblem) -> [NodeGroup] {
        if case .text = value.content {
            return [NodeGroup(name: "validators", count: try value.count(1...Self.hostLimit))]
        }
        guard case .mapping(let entries) = value.content, !entries.isEmpty else {
            throw value.problem(allowed: "a number, or groups by name as validators: {count: 4}")
        }
        var groups: [NodeGroup] = []
        for entry in entries {
            try Self.checkName(entry)
            groups.append(try group(entry.key, entry.value))
        }
        guard groups.reduce(0, { $0 + $1.count }) <= Self.hostLimit else {
            throw value.problem(allowed: "at most \(Self.hostLimit) hosts in all")
        }
        return groups
    }

    private static func checkName(_ entry: YAMLValue.Entry) throws(ScenarioProblem) {
        let isWord = entry.key.utf8.allSatisfy { octet in
            (0x61...0x7a).contains(octet) || (0x41...0x5a).contains(octet)
                || (0x30...0x39).contains(octet) || octet == UInt8(ascii: "-")
        }
        let isNumber = Int(entry.key) != nil
        guard isWord, !isNumber, !SelectorReader.reserved.contains(entry.key) else {
            throw ScenarioProblem(
                line: entry.line, path: entry.value.path,
                message:
                    "no group can be called so; allowed: letters, digits and -, no number, none of "
                    + SelectorReader.reserved.joined(separator: ", "))
        }
    }

    private func group(_ name: String, _ value: YAMLValue) throws(ScenarioProblem) -> NodeGroup {
        if case .text = value.content {
            return NodeGroup(name: name, count: try value.count(1...Self.hostLimit))
        }
        let fields = try value.fields(.group)
        var group = NodeGroup(
            name: name, count: try fields.need("count").count(1...Self.hostLimit))
        if let value = fields["kind"] {
            group.kind = try value.word(NodeGroup.Kind.allCases.map { ($0.rawValue, $0) })
        }
        if let value = fields["clock"] {
            let clock = try value.fields(.clock)
            if let value = clock["drift"] { group.drift = try value.drift() }
            if let value = clock["offset"] { group.offset = try value.durations(isSigned: true) }
        }
        if let value = fields["disk"] { group.commit = try value.durations() }
        if let value = fields["uplink"] { group.uplink = try uplink(value) }
        if let value = fields["addresses"] {
            group.addressCount = try value.count(1...Self.hostLimit)
        }
        if let value = fields["joins"] { group.joins = try value.duration() }
        return group
    }

    /// Roles may name groups, so they are read when all groups are known.
    func readRoles(_ value: YAMLValue, into scenario: inout Scenario) throws(ScenarioProblem) {
        guard case .mapping(let entries) = value.content else { return }
        for (index, entry) in entries.enumerated() {
            guard case .mapping = entry.value.content,
                let value = try entry.value.fields(.group)["role"]
            else { continue }
            scenario.groups[index].role = try role(value)
        }
    }

    static func links(_ value: YAMLValue) throws(ScenarioProblem) -> LinkPlan {
        let fields = try value.fields(.links)
        var links = LinkPlan()
        if let value = fields["latency"] { links.latency = try value.durations() }
        if let value = fields["jitter"] { links.jitterPerMille = try value.share() }
        if let value = fields["loss"] { links.lossPerMille = try value.lossShare() }
        return links
    }

    static func settings(_ value: YAMLValue) throws(ScenarioProblem) -> ScenarioSettings {
        let fields = try value.fields(.settings)
        var settings = ScenarioSettings()
        settings.heartbeat = try fields["heartbeat"]?.period()
        settings.offlineAfter = try fields["offlineAfter"]?.period()
        settings.reconcile = try fields["reconcile"]?.period()
        settings.pingInterval = try fields["pingInterval"]?.period()
        settings.pingTimeout = try fields["pingTimeout"]?.period()
        settings.gossipQueue = try fields["gossipQueue"]?.count(1...(64 << 20))
        settings.directQueue = try fields["directQueue"]?.count(1...(64 << 20))
        settings.poolEvents = try fields["poolEvents"]?.count(1...1_000_000)
        return settings
    }

    mutating func topology(_ value: YAMLValue) throws(ScenarioProblem) -> [TopologyPart] {
        let allowed = "full, random N, or a list of {from, to, degree} and pairs as [0, 1]"
        switch value.content {
        case .text(let text):
            let words = text.split(separator: " ")
            if text == "full" { return [.full] }
            guard words.count == 2, words[0] == "random", let degree = Int(words[1]) else {
                throw value.problem(allowed: allowed)
            }
            let others = selectors.hostCount - 1
            guard degree > 0, degree <= others else {
                throw value.problem(
                    allowed: others > 0 ? "random 1 to random \(others), so many others" : "full")
            }
            return [.random(degree: degree)]
        case .list(let elements):
            var parts: [TopologyPart] = []
            for element in elements { parts.append(try topologyPart(element)) }
            return parts
        case .null, .mapping: throw value.problem(allowed: allowed)
        }
    }

    private func topologyPart(_ value: YAMLValue) throws(ScenarioProblem) -> TopologyPart {
        if case .list(let ends) = value.content {
            guard ends.count == 2 else {
                throw value.problem(allowed: "two host numbers, as [0, 1]")
            }
            let limit = selectors.hostCount - 1
            let (from, to) = (try ends[0].count(0...limit), try ends[1].count(0...limit))
            try selectors.checkEnds(.number(from), .number(to), at: ends[1])
            return .pair(from, to)
        }
        let fields = try value.fields(.part)
        let (from, to) = try ends(fields)
        let degree = try fields["degree"].map { value throws(ScenarioProblem) in
            try value.count(1...selectors.most(to))
        }
        return .between(from: from, to: to, degree: degree)
    }

    mutating func channels(_ value: YAMLValue) throws(ScenarioProblem) -> ChannelPlan {
        let fields = try value.fields(.channels)
        var plan = ChannelPlan()
        if let value = fields["count"] { plan.count = try value.count(1...256) }
        if let value = fields["validators"] { plan.validatorCount = try value.count(2...25) }
        if let value = fields["spread"] {
            plan.spread = try value.word(ChannelPlan.Spread.allCases.map { ($0.rawValue, $0) })
        }
        if let value = fields["members"] {
            for key in ["count", "validators", "spread"] {
                if let other = fields[key] {
                    throw other.problem(allowed: "no `\(key)` beside `members`, which says it all")
                }
            }
            var members: [[HostSelector]] = []
            let allowed = "a list of channels, each a list of hosts"
            let channels = try value.list(allowed)
            guard !channels.isEmpty else { throw value.problem(allowed: allowed) }
            for channel in channels {
                members.append(try channelMembers(channel))
            }
            plan.members = members
        }
        plan.terms = try Self.terms(fields)
        return plan
    }

    private func channelMembers(
        _ channel: YAMLValue
    ) throws(ScenarioProblem) -> [HostSelector] {
        let validators = Set(selectors.groups.hosts(of: .validator))
        var members: [HostSelector] = []
        for host in channel.elements {
            let selector = try selectors.read(host)
            guard let candidates = selectors.candidates(selector) else {
                throw host.problem(
                    allowed: "hosts by number, group or chance; who leads or runs is not known yet")
            }
            if let other = candidates.first(where: { !validators.contains($0) }) {
                throw host.problem(allowed: "hosts of kind validator, which \(other) is not")
            }
            members.append(selector)
        }
        let most = ValidatorSet.validatorLimit
        guard selectors.fewest(.union(members)) >= 2, selectors.most(.union(members)) <= most else {
            throw channel.problem(
                allowed: "2 to \(most) validators, whoever is drawn, each counted once")
        }
        return members
    }

    private static func terms(
        _ fields: YAMLValue.Fields
    ) throws(ScenarioProblem) -> ChannelPlan.Terms {
        var terms = ChannelPlan.Terms()
        if let value = fields["deposit"] { terms.deposit = try value.amount() }
        if let value = fields["fee"] { terms.fee = try value.amount() }
        if let value = fields["price"] {
            let price = try value.counts(0...1_000_000_000)
            terms.price = UInt64(price.lowerBound)...UInt64(price.upperBound)
        }
        if let value = fields["batch"] {
            let batch = try value.fields(.batch)
            if let value = batch["events"] { terms.batchEvents = try value.count(1...10_000) }
            if let value = batch["wait"] {
                terms.batchWait = try value.duration(in: .milliseconds(1)...(.seconds(60)))
            }
        }
        if let value = fields["settleDelay"] {
            terms.settleDelay = try value.duration(in: .zero...(.seconds(60)))
        }
        if let value = fields["missedEventsThreshold"] {
            terms.missedEventsThreshold = try value.count(1...1_000_000)
        }
        if let value = fields["health"] {
            let health = try value.fields(.health)
            if let value = health["threshold"] { terms.healthThreshold = try value.share() }
            if let value = health["unsignable"] { terms.healthUnsignable = try value.share() }
        }
        return terms
    }
}

extension YAMLValue {
    /// A length of time within bounds.
    func duration(in range: ClosedRange<Duration>) throws(ScenarioProblem) -> Duration {
        let duration = try duration()
        guard range.contains(duration) else {
            let (first, last) = (range.lowerBound.words, range.upperBound.words)
            throw problem(allowed: "times from \(first) to \(last)")
        }
        return duration
    }

    /// A length of time that is not zero.
    func period() throws(ScenarioProblem) -> Duration {
        try duration(in: .milliseconds(1)...(.seconds(86_400)))
    }

    /// How much faster than true time clocks run, in millionths.
    func drift() throws(ScenarioProblem) -> ClosedRange<Int> {
        try counts(-100_000...100_000, unit: "ppm")
    }

    /// A share of segments that are lost; with all of them nothing would ever arrive.
    func lossShare() throws(ScenarioProblem) -> Int {
        let share = try share()
        guard share <= 900 else { throw problem(allowed: "a share from 0 % to 90 %") }
        return share
    }
}
