// This source file is part of the Outpace project. License: see LICENSE.

import SimulatedWorld

/// Who sees whom online, and whether that is so.
struct BeliefBook: Sendable {
    /// By who sees and who is seen.
    private(set) var tracks: [[Track<Belief>]]
    private var seen: [[Bool]]
    private var audible: [[Bool]]
    private var isUp: [Bool]
    /// Whether two hosts share a channel.
    private let isShared: [[Bool]]

    init(isShared: [[Bool]]) {
        let count = isShared.count
        self.isShared = isShared
        tracks = Array(
            repeating: Array(repeating: Track(shortest: 0.01, limit: 512), count: count),
            count: count)
        seen = Array(repeating: Array(repeating: false, count: count), count: count)
        audible = seen
        isUp = Array(repeating: false, count: count)
    }

    mutating func see(_ other: Int, isOnline: Bool, by host: Int, at time: Double) {
        seen[host][other] = isOnline
        note(host, other, at: time)
    }

    /// Works out anew who could hear whom, directly or through others.
    mutating func survey(_ world: World, stalled: [Bool], at time: Double) {
        let count = seen.count
        for speaker in 0..<count {
            var hears = [Bool](repeating: false, count: count)
            var queue = stalled[speaker] || !world.hosts[speaker].isUp ? [] : [speaker]
            if !queue.isEmpty { hears[speaker] = true }
            while let relay = queue.popLast() {
                for next in 0..<count
                where !hears[next] && !stalled[next] && world.canReach(relay, next) {
                    hears[next] = true
                    queue.append(next)
                }
            }
            for host in 0..<count { audible[host][speaker] = hears[host] }
        }
        for host in 0..<count {
            isUp[host] = world.hosts[host].isUp
            for other in 0..<count { note(host, other, at: time) }
        }
    }

    mutating func close(at time: Double) {
        for host in tracks.indices {
            for other in tracks.indices { tracks[host][other].close(at: time) }
        }
    }

    private mutating func note(_ host: Int, _ other: Int, at time: Double) {
        guard host != other, isShared[host][other] else { return }
        let belief: Belief =
            switch (isUp[host], seen[host][other], audible[host][other]) {
            case (false, _, _): .blind
            case (true, true, true): .online
            case (true, true, false): .unnoticed
            case (true, false, true): .missed
            case (true, false, false): .offline
            }
        tracks[host][other].note(belief, at: time)
    }
}
