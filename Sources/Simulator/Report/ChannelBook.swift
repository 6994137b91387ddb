// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives

/// Follows the states of one channel.
struct ChannelBook: Sendable {
    /// States that are followed, and times kept for one host.
    static let limit = 12_000

    let id: ChannelID
    private(set) var record: ChannelHistory
    private var places: [Int: Int] = [:]
    private var states: [Digest: Int] = [:]
    private var rootBySequence: [UInt64: Digest] = [:]

    init(_ channel: PaymentChannel, validators: [Int], holders: [Int]) {
        id = channel.id
        record = ChannelHistory(
            name: String(channel.id.digest.hex.prefix(8)), validators: validators,
            holders: holders)
        for (place, host) in holders.enumerated() { places[host] = place }
    }

    mutating func propose(_ sequence: UInt64, _ root: Digest, at time: Double) {
        guard states[root] == nil else { return }
        guard record.states.count < Self.limit else {
            record.droppedStateCount += 1
            return
        }
        var state = ChannelHistory.State(
            sequence: sequence, root: String(root.hex.prefix(8)), proposedAt: time)
        if let other = rootBySequence[sequence], let place = states[other] {
            record.states[place].isContested = true
            state.isContested = true
        }
        rootBySequence[sequence] = root
        states[root] = record.states.count
        record.states.append(state)
    }

    mutating func approve(
        _ sequence: UInt64, _ root: Digest, eventCount: Int, by host: Int, at time: Double
    ) {
        propose(sequence, root, at: time)
        if let place = states[root] {
            if record.states[place].approvedAt == nil { record.states[place].approvedAt = time }
            record.states[place].lastApprovedAt = time
            record.states[place].approvalCount += 1
            record.states[place].eventCount = eventCount
        }
        guard let place = places[host] else { return }
        record.holders[place].approvalCount += 1
        record.holders[place].lastSequence = sequence
        if record.holders[place].approvals.count < Self.limit {
            record.holders[place].approvals.append(time)
        }
    }

    mutating func refuse(by host: Int, at time: Double) {
        guard let place = places[host] else { return }
        record.holders[place].refusalCount += 1
        if record.holders[place].refusals.count < Self.limit {
            record.holders[place].refusals.append(time)
        }
    }

    mutating func bid(_ bidding: Bidding, by host: Int, at time: Double) {
        guard let place = places[host] else { return }
        record.holders[place].bidding.note(bidding, at: time)
    }

    mutating func close(at time: Double) {
        for place in record.holders.indices { record.holders[place].bidding.close(at: time) }
    }
}
