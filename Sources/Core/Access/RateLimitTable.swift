// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// How many limits are kept.
public struct RateLimitBounds: Hashable, Sendable {
    /// Limits alive at once, of all channels: about 40 MB.
    public var keys = 262_144
    /// Limits alive at once of one channel, so that none can use up what all share.
    public var keysPerChannel = 65_536
    /// The least time between two searches for ended ones while the table is full, in milliseconds:
    /// a search looks at all.
    public var sweepMillis: UInt64 = 1_000

    /// The defaults.
    public init() {}
}

/// What became of limits that a submission wanted.
public enum RateLimitAnswer: Hashable, Sendable {
    /// All were free and are taken now.
    case taken
    /// One of them is in use until then; none was taken.
    case inUse(until: Timestamp)
    /// There is no room for another; none was taken. Forgetting one instead would let its client
    /// submit again.
    case full
}

/// The limits in use. Checking and taking is one step, so two requests cannot both find one free.
public struct RateLimitTable: Sendable {
    private struct Use {
        let channel: ChannelID
        let until: Timestamp
    }

    private let bounds: RateLimitBounds
    private var uses: [Digest: Use] = [:]
    private var countByChannel: [ChannelID: Int] = [:]
    private var nextSweep = Timestamp(milliseconds: 0)

    /// Makes an empty table.
    public init(bounds: RateLimitBounds = RateLimitBounds()) { self.bounds = bounds }

    /// The number of limits held, ended ones that were not removed yet among them.
    public var count: Int { uses.count }

    /// Puts back what was in use before a restart, whatever the bounds are now.
    public mutating func restore(_ limits: [RateLimit]) {
        for limit in limits { insert(limit) }
    }

    /// Takes all of the limits, or none.
    ///
    /// - Complexity: O(1) for each limit; O(n) in all that are held, at most once in
    ///   `sweepMillis`, when there is no room.
    public mutating func take(_ limits: [RateLimit], at now: Timestamp) -> RateLimitAnswer {
        for limit in limits {
            if let use = uses[limit.key], use.until > now { return .inUse(until: use.until) }
        }
        if !hasRoom(for: limits), now >= nextSweep {
            sweep(at: now)
            nextSweep = now.adding(milliseconds: bounds.sweepMillis)
        }
        guard hasRoom(for: limits) else { return .full }
        for limit in limits where limit.until > now { insert(limit) }
        return .taken
    }

    /// Frees limits whose submission was not taken after all.
    public mutating func giveBack(_ limits: [RateLimit]) {
        for limit in limits where uses[limit.key]?.until == limit.until { remove(limit.key) }
    }

    private func hasRoom(for limits: [RateLimit]) -> Bool {
        guard uses.count + limits.count <= bounds.keys else { return false }
        return limits.allSatisfy {
            countByChannel[$0.channel, default: 0] + limits.count <= bounds.keysPerChannel
        }
    }

    private mutating func insert(_ limit: RateLimit) {
        remove(limit.key)
        uses[limit.key] = Use(channel: limit.channel, until: limit.until)
        countByChannel[limit.channel, default: 0] += 1
    }

    private mutating func remove(_ key: Digest) {
        guard let use = uses.removeValue(forKey: key) else { return }
        let left = countByChannel[use.channel, default: 1] - 1
        countByChannel[use.channel] = left > 0 ? left : nil
    }

    private mutating func sweep(at now: Timestamp) {
        uses = uses.filter { $0.value.until > now }
        countByChannel.removeAll(keepingCapacity: true)
        for use in uses.values { countByChannel[use.channel, default: 0] += 1 }
    }
}
