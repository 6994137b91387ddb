// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import SimulatedWorld

extension Scenario {
    /// Reads a scenario.
    ///
    /// - Parameters:
    ///   - text: the file's text, YAML.
    ///   - file: the file's name, for messages.
    ///   - name: what the scenario has to be called; nil for anything.
    /// - Throws: everything that is wrong with it, each with its line and key.
    public static func parse(
        _ text: String, file: String, named name: String? = nil
    ) throws(ScenarioError) -> Scenario {
        var reader = ScenarioReader()
        reader.name = name
        let scenario: Scenario?
        do throws(ScenarioProblem) {
            scenario = try reader.read(try YAMLValue.parse(text))
        } catch {
            reader.problems.append(error)
            scenario = nil
        }
        guard let scenario, reader.problems.isEmpty else {
            let problems = reader.problems.enumerated().sorted { left, right in
                (left.element.line, left.offset) < (right.element.line, right.offset)
            }
            throw ScenarioError(file: file, problems: problems.map(\.element))
        }
        return scenario
    }
}

/// Takes a scenario file apart; a problem in one section does not hide those of the next.
struct ScenarioReader {
    var problems: [ScenarioProblem] = []
    /// What the scenario has to be called; nil for anything.
    var name: String?
    var selectors = SelectorReader(groups: [])
    var uplinks: [(name: String, octetsPerSecond: Int?)] = []
    /// The most validators that any channel can have.
    var largestChannel = ValidatorSet.validatorLimit
    /// The hosts that can hold a channel, as validators or observers; nil when that is not known.
    var holders: Set<Int>?

    mutating func read(_ root: YAMLValue) throws(ScenarioProblem) -> Scenario {
        let fields = try root.fields(.scenario)
        uplinks = try section(fields["bandwidth"], else: []) {
            reader, value throws(ScenarioProblem) in try reader.uplinks(value)
        }
        let groups = try groups(try fields.need("nodes"))
        selectors = SelectorReader(groups: groups)
        var scenario = Scenario(
            name: try scenarioName(try fields.need("name")),
            proves: try fields.need("proves").text(),
            duration: try fields.need("duration").duration(), groups: groups)
        try readRoles(try fields.need("nodes"), into: &scenario)
        if let value = fields["depth"] {
            scenario.depth = try value.word(Depth.allCases.map { ($0.rawValue, $0) })
        }
        if let value = fields["healed"] { scenario.healedPhase = try value.duration() }
        scenario.channels = try section(fields["channels"], else: ChannelPlan()) {
            reader, value throws(ScenarioProblem) in try reader.channels(value)
        }
        let limits = validatorLimits(of: scenario)
        selectors.validatorLimit = limits.first ?? 0
        largestChannel = limits.max() ?? 0
        holders = possibleHolders(of: scenario)
        scenario.topology = try section(fields["topology"], else: [.full]) {
            reader, value throws(ScenarioProblem) in try reader.topology(value)
        }
        scenario.links = try section(fields["links"], else: LinkPlan()) {
            _, value throws(ScenarioProblem) in try Self.links(value)
        }
        scenario.settings = try section(fields["settings"], else: ScenarioSettings()) {
            _, value throws(ScenarioProblem) in try Self.settings(value)
        }
        for value in fields["workload"]?.elements ?? [] {
            let workload = try section(value, else: nil as Workload?) {
                reader, value throws(ScenarioProblem) in
                try reader.workload(value, end: scenario.duration)
            }
            if let workload { scenario.workloads.append(workload) }
        }
        if let value = fields["faults"] {
            scenario.timeline = try timeline(value, of: scenario)
        }
        if let value = fields["expect"] {
            for element in try value.list("a list of expectations") {
                scenario.expectations += try section(element, else: []) {
                    reader, value throws(ScenarioProblem) in
                    try reader.expectations(value, end: scenario.duration + scenario.healedPhase)
                }
            }
        }
        return scenario
    }

    private func scenarioName(_ value: YAMLValue) throws(ScenarioProblem) -> String {
        let text = try value.text()
        guard let name, name != text else { return text }
        throw value.problem(
            allowed: "\(name), as the file is called, where a folder is run as a whole")
    }

    /// What the validators of each channel cannot be more than; where all channels are drawn alike, of
    /// one of them.
    private func validatorLimits(of scenario: Scenario) -> [Int] {
        let most = ValidatorSet.validatorLimit
        // What is wrong with the channels was told; it should not make other things wrong.
        guard problems.isEmpty else { return [most] }
        if let members = scenario.channels.members {
            return members.map { selectors.most(.union($0)) }
        }
        let candidates = scenario.groups.hosts(of: .validator)
        return [min(scenario.channels.validatorCount ?? most, candidates.count, most)]
    }

    private func possibleHolders(of scenario: Scenario) -> Set<Int>? {
        guard problems.isEmpty else { return nil }
        let observers = scenario.groups.hosts(of: .observer)
        if let members = scenario.channels.members {
            return selectors.candidates(.union(Array(members.joined())))
                .map { Set($0 + observers) }
        }
        let validators = scenario.groups.hosts(of: .validator)
        let count =
            switch scenario.channels.spread {
            case .same: largestChannel
            case .rotate: largestChannel + scenario.channels.count - 1
            case .random: validators.count
            }
        return Set(validators.prefix(count) + observers)
    }

    private mutating func timeline(
        _ value: YAMLValue, of scenario: Scenario
    ) throws(ScenarioProblem) -> [TimelineEntry] {
        let jitter = scenario.links.jitterPerMille
        var happenings: [Happening] = []
        let elements = try value.list("a list of faults")
        for element in elements {
            let entry = try section(element, else: nil as TimelineEntry?) {
                reader, value throws(ScenarioProblem) in
                try reader.timelineEntry(value, jitter: jitter, end: scenario.duration)
            }
            if let entry { happenings.append((entry, element)) }
        }
        // A copy that cannot be read is not missing.
        if happenings.count == elements.count { checkRestores(happenings) }
        return happenings.map(\.entry)
    }

    /// Reads a section if it is there; what is wrong with it is noted, and the rest is read on.
    private mutating func section<Section>(
        _ value: YAMLValue?, else standard: Section,
        _ read: (inout ScenarioReader, YAMLValue) throws(ScenarioProblem) -> Section
    ) throws(ScenarioProblem) -> Section {
        guard let value else { return standard }
        do throws(ScenarioProblem) {
            return try read(&self, value)
        } catch {
            problems.append(error)
            return standard
        }
    }

    private mutating func uplinks(
        _ value: YAMLValue
    ) throws(ScenarioProblem) -> [(name: String, octetsPerSecond: Int?)] {
        guard case .mapping(let entries) = value.content else {
            throw value.problem(allowed: "rates by name, as home: 25 Mbit/s")
        }
        var uplinks: [(name: String, octetsPerSecond: Int?)] = []
        for entry in entries {
            // A class whose rate cannot be read is there all the same.
            let rate = try section(entry.value, else: nil as Int?) {
                _, value throws(ScenarioProblem) in try value.bandwidth()
            }
            uplinks.append((entry.key, rate))
        }
        return uplinks
    }

    /// A class of uplinks by its name, or a rate.
    func uplink(_ value: YAMLValue) throws(ScenarioProblem) -> Int? {
        let text = try value.text("a class of bandwidth, or a rate as 25 Mbit/s")
        if let named = uplinks.first(where: { $0.name == text }) { return named.octetsPerSecond }
        if text == "unlimited" || Quantity(text) != nil { return try value.bandwidth() }
        let names = uplinks.map(\.name)
        throw value.problem(
            allowed: (names + ["unlimited", "a rate as 25 Mbit/s"]).joined(separator: ", ")
                + NearestName.hint(text, among: names))
    }
}
