// This source file is part of the Outpace project. License: see LICENSE.

import SimulatedWorld

/// The last turns of a run, so that what led to a breach can be told in words.
struct Tape: Sendable {
    /// Turns that are kept.
    static let limit = 512
    /// Lines before the breach, lines of the suspect before those, and turns after it.
    static let lineLimit = 48
    static let suspectLineLimit = 24
    static let turnLimitAfter = 12

    private var turns: [Turn] = []
    private var first = 0
    private var after: [Turn] = []
    private var isMarked = false
    private var suspect: Int?

    mutating func add(_ turn: Turn) {
        guard !isMarked else {
            if after.count < Self.turnLimitAfter { after.append(turn) }
            return
        }
        if turns.count < Self.limit {
            turns.append(turn)
        } else {
            turns[first] = turn
            first = (first + 1) % Self.limit
        }
    }

    /// What came so far is kept, and little of what comes now.
    mutating func mark(host: Int?) {
        isMarked = true
        suspect = host
    }

    /// The turns in words: what the suspect did earlier, what led to the breach, what followed.
    func lines(_ narrator: Narrator) -> [ExcerptLine] {
        let ordered = turns[first...] + turns[..<first]
        var all: [ExcerptLine] = []
        for turn in ordered { all += narrator.lines(of: turn) }
        if let suspect {
            for place in all.indices where all[place].host == suspect {
                all[place].isSuspect = true
            }
        }
        let near = all.suffix(Self.lineLimit)
        let earlier = all.dropLast(near.count).filter(\.isSuspect).suffix(Self.suspectLineLimit)
        var following: [ExcerptLine] = []
        for turn in after { following += narrator.lines(of: turn) }
        for place in following.indices {
            following[place].isAfter = true
            following[place].isSuspect = suspect != nil && following[place].host == suspect
        }
        return Array(earlier) + Array(near) + Array(following.prefix(Self.lineLimit / 2))
    }
}
