// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Outpace
import Primitives
import SimulatedWorld
import ValidatorMessages

/// One submission of a client.
struct Post {
    let records: [EventRecord]
    let hosts: [Int]
}

/// The channels of a running scenario, as clients and judges know them.
struct ChannelRoster: Sendable {
    /// One channel.
    struct Entry: Sendable {
        let id: ChannelID
        /// Its validators, the leader first.
        let validators: [Int]
        /// All hosts that hold it, ascending.
        let holders: [Int]
    }

    let entries: [Entry]

    init(_ plan: WorldPlan) {
        var entries: [Entry] = []
        var channels: [PaymentChannel] = []
        for host in plan.hosts {
            for channel in host.channels where !channels.contains(where: { $0.id == channel.id }) {
                channels.append(channel)
            }
        }
        // Their nonces number the channels in the order of the scenario.
        channels.sort { Int($0.spec.nonce ?? "") ?? 0 < Int($1.spec.nonce ?? "") ?? 0 }
        for channel in channels {
            let holders = plan.hosts.indices.filter { host in
                plan.hosts[host].channels.contains { $0.id == channel.id }
            }
            let validators = channel.spec.validators.compactMap { validator in
                plan.hosts.firstIndex { $0.key.address == validator.id }
            }
            entries.append(Entry(id: channel.id, validators: validators, holders: holders))
        }
        self.entries = entries
    }
}

/// The events of one workload, drawn one submission at a time.
struct WorkloadFeed: Sendable {
    private let workload: Workload
    private let end: Duration
    private var generator: SeededGenerator
    /// When the next submission leaves; nil when there are no more.
    private var nextRegular: Duration?
    /// Second submissions of events, earliest first.
    private var late: [(at: Duration, record: EventRecord, host: Int)] = []

    init(_ workload: Workload, duration: Duration, generator: SeededGenerator) {
        self.workload = workload
        self.generator = generator
        end = min(workload.until ?? duration, duration)
        nextRegular = workload.ratePerMille > 0 && workload.from < end ? workload.from : nil
    }

    /// When something is posted next.
    var nextDue: Duration? {
        guard let first = late.first?.at else { return nextRegular }
        return nextRegular.map { min($0, first) } ?? first
    }

    /// What is posted now.
    mutating func post(
        at now: Timestamp, elapsed: Duration, roster: ChannelRoster, census: HostCensus,
        number: inout Int
    ) -> Post? {
        if let first = late.first, first.at <= elapsed {
            late.removeFirst()
            return Post(records: [first.record], hosts: [first.host])
        }
        guard let due = nextRegular, due <= elapsed else { return nil }
        let interval = Int64(workload.batch) * 1_000_000_000 / Int64(workload.ratePerMille)
        let pause = Int64.random(in: interval / 2...interval * 3 / 2, using: &generator)
        let next = due + .microseconds(max(1, pause))
        nextRegular = next < end ? next : nil
        guard !roster.entries.isEmpty else { return nil }
        let place = Int.random(in: 0..<roster.entries.count, using: &generator)
        let channel = roster.entries[place]
        var records: [EventRecord] = []
        for _ in 0..<workload.batch {
            let skew = generator.duration(in: workload.skew).milliseconds
            let time =
                skew < 0
                ? now.subtracting(milliseconds: skew.magnitude64)
                : now.adding(milliseconds: skew.magnitude64)
            let publisher = Int.random(in: 0..<workload.publishers, using: &generator)
            records.append(
                Sample.event(number, of: channel.id, publisher: publisher, at: time))
            number += 1
        }
        repeatLater(records, of: channel, after: elapsed)
        return Post(records: records, hosts: targets(in: channel, census))
    }

    private mutating func repeatLater(
        _ records: [EventRecord], of channel: ChannelRoster.Entry, after elapsed: Duration
    ) {
        guard workload.duplicatesPerMille > 0 else { return }
        for record in records
        where Int.random(in: 0..<1_000, using: &generator) < workload.duplicatesPerMille {
            guard let host = channel.validators.randomElement(using: &generator) else { continue }
            let at = elapsed + generator.duration(in: .zero...(.seconds(2)))
            let place = late.firstIndex { $0.at > at } ?? late.endIndex
            late.insert((at, record, host), at: place)
        }
    }

    private mutating func targets(
        in channel: ChannelRoster.Entry, _ census: HostCensus
    ) -> [Int] {
        switch workload.target {
        case .all: return channel.validators
        case .one: return channel.validators.randomElement(using: &generator).map { [$0] } ?? []
        case .leader: return Array(channel.validators.prefix(1))
        case .random(let count):
            return Array(channel.validators.shuffled(using: &generator).prefix(count)).sorted()
        case .hosts(let selector):
            return census.hosts(selector, &generator).filter { channel.holders.contains($0) }
        }
    }
}

extension Int {
    fileprivate var magnitude64: UInt64 { UInt64(magnitude) }
}
