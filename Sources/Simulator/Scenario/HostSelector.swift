// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Some hosts of a scenario, by number, group or chance.
public indirect enum HostSelector: Hashable, Sendable {
    /// Every host.
    case all
    /// The host of this number, from 0.
    case number(Int)
    /// The hosts of a group.
    case group(String)
    /// One host of a group, from 0.
    case member(String, Int)
    /// The leader of the first channel.
    case leader
    /// The validators of the first channel without its leader.
    case followers
    /// Hosts whose processes are not running.
    case down
    /// Hosts that run and are not byzantine.
    case honest
    /// So many hosts, drawn from the seed whenever it is asked.
    case random(Int, of: HostSelector)
    /// So many of a thousand hosts, drawn from the seed, rounded down but at least one.
    case share(perMille: Int, of: HostSelector)
    /// The first hosts.
    case first(Int, of: HostSelector)
    /// The last hosts.
    case last(Int, of: HostSelector)
    /// All hosts but some.
    case allBut(HostSelector)
    /// All of several.
    case union([HostSelector])
}

/// What a selector is resolved against.
struct HostCensus {
    let scenario: Scenario
    /// The validators of the first channel, the leader first.
    let firstChannel: [Int]
    /// Whether each host runs.
    var isUp: [Bool]
    /// Whether each host is honest.
    var isHonest: [Bool]

    /// The hosts, each once, ascending.
    func hosts(_ selector: HostSelector, _ generator: inout SeededGenerator) -> [Int] {
        switch selector {
        case .all: return Array(0..<scenario.hostCount)
        case .number(let number): return number < scenario.hostCount ? [number] : []
        case .group(let name): return group(name)
        case .member(let name, let place):
            let hosts = group(name)
            return place < hosts.count ? [hosts[place]] : []
        case .leader: return Array(firstChannel.prefix(1))
        case .followers: return firstChannel.dropFirst().sorted()
        case .down: return (0..<scenario.hostCount).filter { !isUp[$0] }
        case .honest: return (0..<scenario.hostCount).filter { isUp[$0] && isHonest[$0] }
        case .random(let count, let inner):
            return draw(count, of: hosts(inner, &generator), &generator)
        case .share(let perMille, let inner):
            let hosts = hosts(inner, &generator)
            return draw(max(1, hosts.count * perMille / 1_000), of: hosts, &generator)
        case .first(let count, let inner): return Array(hosts(inner, &generator).prefix(count))
        case .last(let count, let inner): return Array(hosts(inner, &generator).suffix(count))
        case .allBut(let inner):
            let without = hosts(inner, &generator)
            return (0..<scenario.hostCount).filter { !without.contains($0) }
        case .union(let selectors):
            var isIn = Array(repeating: false, count: scenario.hostCount)
            for inner in selectors {
                for host in hosts(inner, &generator) { isIn[host] = true }
            }
            return isIn.indices.filter { isIn[$0] }
        }
    }

    private func group(_ name: String) -> [Int] {
        guard let index = scenario.groups.firstIndex(where: { $0.name == name }) else { return [] }
        return Array(scenario.hosts(of: index))
    }

    private func draw(
        _ count: Int, of hosts: [Int], _ generator: inout SeededGenerator
    ) -> [Int] {
        var hosts = hosts
        var drawn: [Int] = []
        while drawn.count < count, !hosts.isEmpty {
            drawn.append(hosts.remove(at: Int.random(in: 0..<hosts.count, using: &generator)))
        }
        return drawn.sorted()
    }
}
