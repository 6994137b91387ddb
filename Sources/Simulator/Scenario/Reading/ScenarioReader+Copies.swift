// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension ScenarioReader {
    /// A fault with where it stands.
    typealias Happening = (entry: TimelineEntry, value: YAMLValue)

    /// Notes every `restore` whose hosts have no copy of that name when it happens, as far as this
    /// is known before anything runs.
    mutating func checkRestores(_ happenings: [Happening]) {
        for (index, happening) in happenings.enumerated() {
            guard case .restore(let hosts, let name) = happening.entry.fault else { continue }
            let earlier = happenings.enumerated().filter { place, other in
                (other.entry.at, place) < (happening.entry.at, index)
            }.map(\.element.entry.fault)
            do throws(ScenarioProblem) {
                let fields = try Self.restoration(happening.value)
                try checkRestore(hosts, name, after: earlier, fields, at: happening.entry.at)
            } catch {
                problems.append(error)
            }
        }
    }

    private static func restoration(
        _ value: YAMLValue
    ) throws(ScenarioProblem) -> YAMLValue.Fields {
        try value.fields(.fault).need("restore").fields(.copy)
    }

    private func checkRestore(
        _ hosts: HostSelector, _ name: String, after earlier: [FaultForm],
        _ fields: YAMLValue.Fields, at time: Duration
    ) throws(ScenarioProblem) {
        var names: [String] = []
        var copied: [HostSelector] = []
        for case .copy(let selector, let other) in earlier {
            if !names.contains(other) { names.append(other) }
            if other == name { copied.append(selector) }
        }
        guard !copied.isEmpty else {
            let known =
                names.isEmpty ? "the name of an earlier copy" : names.joined(separator: ", ")
            throw try fields.need("name").problem(
                "of which there is no copy before \(time.words)",
                allowed: known + NearestName.hint(name, among: names))
        }
        guard let wanted = selectors.candidates(hosts),
            let there = selectors.candidates(.union(copied)),
            let missing = wanted.first(where: { !there.contains($0) })
        else { return }
        throw try fields.need("hosts").problem(
            "of which host \(missing) has no copy \(name) before \(time.words)",
            allowed: there.prefix(20).map(String.init).joined(separator: ", "))
    }
}

extension FaultForm {
    /// Whether `for` means anything beside it.
    var lasts: Bool {
        switch self {
        case .heal, .restart, .copy, .restore, .freeDisk, .disconnect, .connect: false
        case .partition, .block, .crash, .tear, .slowDisk, .fullDisk, .drift, .jump, .latency,
            .loss, .bandwidth, .stall, .turn:
            true
        }
    }
}
