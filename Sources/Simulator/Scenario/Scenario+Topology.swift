// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import SimulatedWorld

extension Scenario {
    /// Who dials whom, each pair once in the order of the topology's parts.
    func edges(_ generator: inout SeededGenerator, members: [[Int]]) -> [Edge] {
        let census = census(firstChannel: members.first ?? [])
        var builder = EdgeBuilder(hostCount: hostCount)
        for part in topology {
            switch part {
            case .full:
                for lower in 0..<hostCount {
                    for upper in lower + 1..<max(hostCount, lower + 1) { builder.add(lower, upper) }
                }
            case .random(let degree):
                for host in 0..<hostCount {
                    builder.dial(degree, of: Array(0..<hostCount), from: host, &generator)
                }
            case .between(let from, let to, let degree):
                let sources = census.hosts(from, &generator)
                let targets = census.hosts(to, &generator)
                for host in sources {
                    builder.dial(degree ?? targets.count, of: targets, from: host, &generator)
                }
            case .pair(let one, let other): builder.add(one, other)
            }
        }
        return builder.edges
    }
}

/// Gathers edges, each pair of hosts once.
private struct EdgeBuilder {
    private(set) var edges: [Edge] = []
    private var neighbours: [[Int]]

    init(hostCount: Int) { neighbours = Array(repeating: [], count: hostCount) }

    mutating func add(_ dialer: Int, _ listener: Int) {
        guard dialer < neighbours.count, listener < neighbours.count, dialer != listener,
            !neighbours[min(dialer, listener)].contains(max(dialer, listener))
        else { return }
        neighbours[min(dialer, listener)].append(max(dialer, listener))
        edges.append(Edge(dialer: dialer, listener: listener))
    }

    mutating func dial(
        _ count: Int, of targets: [Int], from host: Int, _ generator: inout SeededGenerator
    ) {
        let others = targets.filter { $0 != host }
        guard count < others.count else {
            for other in others { add(host, other) }
            return
        }
        var isDrawn = Array(repeating: false, count: others.count)
        var left = count
        while left > 0 {
            let place = Int.random(in: 0..<others.count, using: &generator)
            guard !isDrawn[place] else { continue }
            isDrawn[place] = true
            left -= 1
            add(host, others[place])
        }
    }
}
