// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Reads what says which hosts; knows the groups' names.
struct SelectorReader {
    /// What is allowed, for messages.
    static let allowed =
        "hosts, as 3, all, leader, followers, down, honest, a group, GROUP.2, random 2 of HOSTS, "
        + "random 30 % of HOSTS, first 3 of HOSTS, last 3 of HOSTS, all but HOSTS, or a list of those; "
        + "HOSTS is no list"

    let groups: [NodeGroup]
    /// The most validators that the first channel can have.
    var validatorLimit = 25

    var groupNames: [String] { groups.map(\.name) }
    var hostCount: Int { groups.reduce(0) { $0 + $1.count } }

    /// Words that no group may be called.
    static let reserved = ["all", "leader", "followers", "down", "honest", "one"]

    /// Reads a selector.
    ///
    /// - Throws: why it is none, or that it can never pick a host.
    func read(_ value: YAMLValue) throws(ScenarioProblem) -> HostSelector {
        let selector = try selector(value)
        guard most(selector) > 0 else { throw value.problem(allowed: "some host") }
        return selector
    }

    private func selector(_ value: YAMLValue) throws(ScenarioProblem) -> HostSelector {
        switch value.content {
        case .list(let elements):
            var selectors: [HostSelector] = []
            for element in elements { selectors.append(try read(element)) }
            return selectors.count == 1 ? selectors[0] : .union(selectors)
        case .text(let text):
            return try read(text.split(separator: " ").map(String.init)[...], of: value)
        case .null, .mapping: throw value.problem(allowed: Self.allowed)
        }
    }

    private func read(
        _ words: ArraySlice<String>, of value: YAMLValue
    ) throws(ScenarioProblem) -> HostSelector {
        guard let first = words.first else { throw value.problem(allowed: Self.allowed) }
        if words.count == 1 { return try read(word: first, of: value) }
        let rest = words.dropFirst()
        switch first {
        case "all" where rest.first == "but": return .allBut(try read(rest.dropFirst(), of: value))
        case "random", "first", "last":
            guard let place = rest.firstIndex(of: "of"), place > rest.startIndex else {
                throw value.problem(allowed: Self.allowed)
            }
            let inner = try read(rest[(place + 1)...], of: value)
            let amount = rest[..<place].joined(separator: " ")
            guard let quantity = Quantity(amount), quantity.millionths > 0 else {
                throw value.problem(allowed: Self.allowed)
            }
            if quantity.unit == "%", first == "random", quantity.millionths <= 100_000_000 {
                return .share(perMille: Int(quantity.millionths / 100_000), of: inner)
            }
            guard quantity.unit.isEmpty, quantity.millionths.isMultiple(of: 1_000_000) else {
                throw value.problem(allowed: Self.allowed)
            }
            let count = Int(quantity.millionths / 1_000_000)
            let most = most(inner)
            guard count <= most else {
                let name = rest[(place + 1)...].joined(separator: " ")
                throw value.problem(allowed: "up to \(most) of \(name)")
            }
            if first == "random" { return .random(count, of: inner) }
            return first == "first" ? .first(count, of: inner) : .last(count, of: inner)
        default: throw value.problem(allowed: Self.allowed)
        }
    }

    private func read(
        word: String, of value: YAMLValue
    ) throws(ScenarioProblem) -> HostSelector {
        switch word {
        case "all": return .all
        case "leader": return .leader
        case "followers": return .followers
        case "down": return .down
        case "honest": return .honest
        default: break
        }
        if let number = Int(word) {
            guard (0..<hostCount).contains(number) else {
                throw value.problem(allowed: "host numbers from 0 to \(hostCount - 1)")
            }
            return .number(number)
        }
        if groupNames.contains(word) { return .group(word) }
        let parts = word.split(separator: ".").map(String.init)
        if parts.count == 2, let group = groups.first(where: { $0.name == parts[0] }),
            let place = Int(parts[1])
        {
            guard (0..<group.count).contains(place) else {
                throw value.problem(allowed: "\(group.name).0 to \(group.name).\(group.count - 1)")
            }
            return .member(group.name, place)
        }
        let hint = NearestName.hint(word, among: groupNames + Self.reserved)
        throw value.problem(allowed: Self.allowed + hint)
    }
}
