// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Which validators of a channel are online, judged by when their heartbeats arrived here.
///
/// A validator is online while less than `offlineAfter` has passed since its newest heartbeat; the
/// node's own validator always is. Ages are of the monotonic clock at arrival, and a heartbeat that
/// is not newer than the last one changes nothing, so a replay cannot keep a dead validator alive. One
/// that was kept and handed on late is as old as its owner says, until its author says it itself. Every
/// operation costs O(validators), at most 25.
///
/// - Source: `docs/PROTOCOL.md`, section 9.
public struct Ledger: Sendable {
    private struct Entry: Sendable {
        var sequenceNumber: UInt64?
        var lastHeard: Instant?
        var condition: Standing.Condition = .neverHeard
    }

    private let parameters: LivenessParameters
    private let ownIndex: Int?
    private var entries: [Entry]
    private var latest: Instant

    /// The validators that are online now, this node's own included.
    public private(set) var online: ValidatorSet = .empty

    /// The validators heard at least once, this node's own included; with all of them here a
    /// channel can be LIVE.
    public private(set) var everHeard: ValidatorSet = .empty

    /// When the next validator goes offline if nothing is heard; nil when nobody can.
    public private(set) var nextDeadline: Instant?

    /// Begins a ledger in which nobody has been heard.
    ///
    /// - Parameters:
    ///   - validators: how many validators the channel has, at most 25.
    ///   - ownIndex: the place of this node's validator; nil for an observer.
    public init(
        validators: Int, ownIndex: Int?, parameters: LivenessParameters, now: Instant
    ) {
        precondition(
            (0...ValidatorSet.validatorLimit).contains(validators), "\(validators) validators"
        )
        self.parameters = parameters
        self.ownIndex = ownIndex
        entries = Array(repeating: Entry(), count: validators)
        latest = now
        guard let ownIndex else { return }
        precondition(entries.indices.contains(ownIndex), "own index \(ownIndex) of \(validators)")
        entries[ownIndex].condition = .online(since: now)
        online.insert(ownIndex)
        everHeard.insert(ownIndex)
    }

    /// Takes what happened and says who came or went, offline first, each by ascending index.
    ///
    /// A heartbeat is counted before silences are judged, so after a stall of the clock the
    /// validator that was heard stays online and the silent ones go.
    public mutating func step(_ input: LedgerInput, at now: Instant) -> [LedgerEffect] {
        latest = max(latest, now)
        var arrivals: [LedgerEffect] = []
        switch input {
        case .heard(let validator, let sequenceNumber, let age):
            if let last = sequenceNumberHeard(from: validator), sequenceNumber <= last { break }
            entries[validator].sequenceNumber = sequenceNumber
            if hear(validator, age: age) { arrivals.append(.wentOnline(validator)) }
        case .confirmed(let validator, let sequenceNumber):
            guard sequenceNumberHeard(from: validator) == sequenceNumber else { break }
            if hear(validator, age: .zero) { arrivals.append(.wentOnline(validator)) }
        case .woke: break
        }
        noteDeadline()
        guard let nextDeadline, nextDeadline <= latest else { return arrivals }
        let departures = expire()
        noteDeadline()
        return departures + arrivals
    }

    private mutating func noteDeadline() {
        var earliest: Instant?
        for index in entries.indices where index != ownIndex && online.contains(index) {
            guard let heard = entries[index].lastHeard else { continue }
            earliest = earliest.map { min($0, heard) } ?? heard
        }
        nextDeadline = earliest?.advanced(by: parameters.offlineAfter)
    }

    /// How `validators[index]` stands; an index past the last is a bug of the caller.
    public func standing(of index: Int) -> Standing {
        precondition(entries.indices.contains(index), "validator \(index) of \(entries.count)")
        return Standing(condition: entries[index].condition, lastHeard: entries[index].lastHeard)
    }

    private func sequenceNumberHeard(from index: Int) -> UInt64? {
        precondition(entries.indices.contains(index), "validator \(index) of \(entries.count)")
        return entries[index].sequenceNumber
    }

    /// Counts a heartbeat; true when it brought the validator online.
    private mutating func hear(_ index: Int, age: Duration) -> Bool {
        everHeard.insert(index)
        guard age < parameters.offlineAfter else { return false }
        let heard = latest.advanced(by: .zero - max(.zero, age))
        entries[index].lastHeard = max(entries[index].lastHeard ?? heard, heard)
        if online.contains(index) { return false }
        entries[index].condition = .online(since: latest)
        online.insert(index)
        return true
    }

    private mutating func expire() -> [LedgerEffect] {
        var effects: [LedgerEffect] = []
        for index in entries.indices {
            guard let deadline = deadline(of: index), deadline <= latest else { continue }
            entries[index].condition = .offline(since: deadline)
            online.remove(index)
            effects.append(.wentOffline(index))
        }
        return effects
    }

    /// When an online validator goes offline; nil for the node's own and for those not online.
    private func deadline(of index: Int) -> Instant? {
        guard index != ownIndex, online.contains(index) else { return nil }
        return entries[index].lastHeard?.advanced(by: parameters.offlineAfter)
    }
}
