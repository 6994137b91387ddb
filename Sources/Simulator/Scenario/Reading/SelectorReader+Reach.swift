// This source file is part of the Outpace project. License: see LICENSE.

/// What is known of a selector before anything runs.
extension SelectorReader {
    /// The hosts that it picks whenever it is asked, ascending; nil when the seed, the channels or
    /// the run have a say.
    func fixed(_ selector: HostSelector) -> [Int]? {
        switch selector {
        case .all: return Array(0..<hostCount)
        case .number(let number): return [number]
        case .group(let name): return Array(hosts(of: name))
        case .member(let name, let place): return [hosts(of: name).lowerBound + place]
        case .leader, .followers, .down, .honest, .share: return nil
        case .random(let count, let inner):
            return fixed(inner).flatMap { $0.count <= count ? $0 : nil }
        case .first(let count, let inner): return fixed(inner).map { Array($0.prefix(count)) }
        case .last(let count, let inner): return fixed(inner).map { Array($0.suffix(count)) }
        case .allBut(let inner):
            return fixed(inner).map { without in
                let without = Set(without)
                return (0..<hostCount).filter { !without.contains($0) }
            }
        case .union(let selectors): return union(selectors, fixed)
        }
    }

    /// The hosts that it can pick, ascending; nil when the channels or the run have a say.
    func candidates(_ selector: HostSelector) -> [Int]? {
        switch selector {
        case .all, .number, .group, .member: return fixed(selector)
        case .leader, .followers, .down, .honest: return nil
        case .random(_, let inner), .share(_, let inner): return candidates(inner)
        case .first(_, let inner), .last(_, let inner): return fixed(selector) ?? candidates(inner)
        case .allBut(let inner):
            guard candidates(inner) != nil else { return nil }
            return fixed(selector) ?? Array(0..<hostCount)
        case .union(let selectors): return union(selectors, candidates)
        }
    }

    /// The most hosts that it can pick.
    func most(_ selector: HostSelector) -> Int {
        if let fixed = fixed(selector) { return fixed.count }
        switch selector {
        case .all, .down, .honest: return hostCount
        case .number, .member: return 1
        case .group(let name): return hosts(of: name).count
        case .leader: return min(1, validatorLimit)
        case .followers: return max(0, min(hostCount, validatorLimit) - 1)
        case .random(let count, let inner), .first(let count, let inner),
            .last(let count, let inner):
            return min(count, most(inner))
        case .share(let perMille, let inner):
            return min(most(inner), max(1, most(inner) * perMille / 1_000))
        case .allBut(let inner): return hostCount - fewest(inner)
        case .union(let selectors): return min(hostCount, selectors.reduce(0) { $0 + most($1) })
        }
    }

    /// So many hosts it picks at least.
    func fewest(_ selector: HostSelector) -> Int {
        if let fixed = fixed(selector) { return fixed.count }
        switch selector {
        case .all: return hostCount
        case .number, .member: return 1
        case .group(let name): return hosts(of: name).count
        case .leader: return min(1, validatorLimit)
        case .followers, .down, .honest: return 0
        case .random(let count, let inner), .first(let count, let inner),
            .last(let count, let inner):
            return min(count, fewest(inner))
        case .share(let perMille, let inner):
            return min(fewest(inner), max(1, fewest(inner) * perMille / 1_000))
        case .allBut(let inner): return max(0, hostCount - most(inner))
        case .union(let selectors):
            var known: Set<Int> = []
            let areDisjoint = selectors.allSatisfy { selector in
                guard let hosts = candidates(selector) else { return false }
                defer { known.formUnion(hosts) }
                return known.isDisjoint(with: hosts)
            }
            let counts = selectors.map { fewest($0) }
            return areDisjoint ? counts.reduce(0, +) : counts.max() ?? 0
        }
    }

    /// Refuses ends that can only be one and the same host.
    func checkEnds(
        _ from: HostSelector, _ to: HostSelector, at value: YAMLValue
    ) throws(ScenarioProblem) {
        let both = HostSelector.union([from, to])
        guard fixed(both)?.count != 1, from != .leader || to != .leader else {
            throw value.problem(allowed: "another host than `from`")
        }
    }

    private func union(
        _ selectors: [HostSelector], _ hosts: (HostSelector) -> [Int]?
    ) -> [Int]? {
        var found: Set<Int> = []
        for selector in selectors {
            guard let some = hosts(selector) else { return nil }
            found.formUnion(some)
        }
        return found.sorted()
    }

    private func hosts(of group: String) -> Range<Int> {
        var first = 0
        for one in groups {
            if one.name == group { return first..<first + one.count }
            first += one.count
        }
        return 0..<0
    }
}
