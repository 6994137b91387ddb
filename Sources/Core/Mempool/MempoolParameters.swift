// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The bounds of one channel's pool of events.
public struct MempoolParameters: Hashable, Sendable {
    /// The most events a channel holds; 10^6 is the size the structure is measured at.
    public var eventLimit: Int

    /// The most octets a channel's records hold together; the shell gives each channel its share.
    public var byteLimit: Int

    /// The most events beyond the bounds that proposals rest on: as many as one may hold, so 20 MiB.
    public var neededEventLimit = 5_000

    /// The most ids each validator may have reported whose records have not arrived; the oldest are
    /// dropped. Twice the largest list of ids a statement carries.
    public var waitingLimitPerValidator: Int

    /// How far in the past an event may have occurred, in milliseconds: ten minutes by
    /// `docs/PROTOCOL.md`, section 4.
    public var pastMilliseconds: UInt64

    /// How far in the future an event may have occurred, in milliseconds: thirty seconds
    /// by `docs/PROTOCOL.md`, section 4.
    public var futureMilliseconds: UInt64

    /// Secret of this process that places ids in tables, so that no sender can aim at one page.
    public var placementSeed: UInt64

    /// The defaults of the protocol; negative limits are a bug of the caller.
    public init(
        eventLimit: Int = 1_000_000, byteLimit: Int = 512 * 1_048_576,
        waitingLimitPerValidator: Int = 20_000, pastMilliseconds: UInt64 = 600_000,
        futureMilliseconds: UInt64 = 30_000, placementSeed: UInt64 = 0
    ) {
        precondition(eventLimit >= 0 && byteLimit >= 0, "limits \(eventLimit), \(byteLimit)")
        precondition(waitingLimitPerValidator >= 0, "waiting limit \(waitingLimitPerValidator)")
        self.eventLimit = eventLimit
        self.byteLimit = byteLimit
        self.waitingLimitPerValidator = waitingLimitPerValidator
        self.pastMilliseconds = pastMilliseconds
        self.futureMilliseconds = futureMilliseconds
        self.placementSeed = placementSeed
    }

    /// The most events that one of so many validators may have here on its word alone: all the others
    /// together fill half of the pool, so there is always room for our own sentry. That takes no more
    /// than it would have room for at the others, or it would acknowledge what nobody else can hold.
    public func eventShareLimit(validators: Int) -> Int {
        eventLimit / (2 * max(1, validators - 1))
    }

    /// The most octets that one validator's events may hold here on its word alone.
    public func byteShareLimit(validators: Int) -> Int {
        byteLimit / (2 * max(1, validators - 1))
    }

    /// Why an event that occurred then is not admitted now; nil when it lies in the window.
    public func refusal(of occurredAt: Timestamp, at now: Timestamp) -> MempoolRefusal? {
        if occurredAt < now.subtracting(milliseconds: pastMilliseconds) { return .tooOld }
        if occurredAt > now.adding(milliseconds: futureMilliseconds) { return .tooNew }
        return nil
    }
}
