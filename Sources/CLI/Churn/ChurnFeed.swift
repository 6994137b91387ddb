// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Cryptography
import Foundation
import JSON
import NodeCore
import Outpace
import Primitives
import Storage
import Synchronization

/// Posts events until each is acknowledged: a batch that a node did not acknowledge is posted again, the
/// very same, to another one; now and then a batch goes to two nodes anyhow.
///
/// So in the end every event was acknowledged, and what must be paid to whom is known exactly.
final class ChurnFeed: Sendable {
    /// Accounts that earn, for each channel.
    private static let publisherCount = 64
    private static let workerCount = 4
    private static let pause = Duration.milliseconds(100)

    private struct State {
        var acknowledged: [ChannelID: [Address: UInt64]] = [:]
        var repeatedPosts = 0
        var refusal: String?
    }

    private let network: TestnetFile
    private let eventsPerSecond: Int
    private let seed: UInt64
    private let state = Mutex(State())
    private let isEnding = Mutex(false)

    init(network: TestnetFile, eventsPerSecond: Int, seed: UInt64) {
        self.network = network
        self.eventsPerSecond = eventsPerSecond
        self.seed = seed
    }

    /// Events acknowledged so far, in all channels.
    var acknowledgedCount: UInt64 {
        state.withLock { $0.acknowledged.values.reduce(0) { $0 + $1.values.reduce(0, +) } }
    }

    /// Posts that had to be repeated.
    var repeatedPosts: Int { state.withLock { $0.repeatedPosts } }

    /// What a node said when it refused an event for good; nil when none did.
    var refusal: String? { state.withLock { $0.refusal } }

    /// How many events each account earns in a channel.
    func acknowledged(in channel: ChannelID) -> [Address: UInt64] {
        state.withLock { $0.acknowledged[channel] ?? [:] }
    }

    /// No new events; what is under way is still posted.
    func end() { isEnding.withLock { $0 = true } }

    /// Posts until `end`.
    func run() async {
        await withDiscardingTaskGroup { group in
            var generator = SeededGenerator(seed: seed ^ 0x6665_6564)
            for worker in 0..<Self.workerCount {
                let own = generator.split()
                group.addTask { await self.work(worker, own) }
            }
        }
    }

    private func work(_ worker: Int, _ generator: SeededGenerator) async {
        var generator = generator
        let clients = network.nodes.map { HTTPClient(origin: $0.api, limits: NodeProbe.limits) }
        let share = Double(eventsPerSecond) / Double(Self.workerCount)
        let start = ContinuousClock.now
        var sent = 0.0
        while !isEnding.withLock({ $0 }) {
            let due = start.duration(to: .now).seconds * share - sent
            let count = min(EventBatch.limit, Int(due))
            if count > 0 {
                await post(count, to: clients, &generator)
                // What could not be posted in time is not made up for.
                sent += due > Double(EventBatch.limit) ? due.rounded(.down) : Double(count)
            }
            // The run is ended by `end`, not by cancellation.
            try? await Task.sleep(for: Self.pause)
        }
        for client in clients { await client.shutDown() }
    }

    private func post(
        _ count: Int, to clients: [HTTPClient], _ generator: inout SeededGenerator
    ) async {
        guard let channel = network.channels.randomElement(using: &generator) else { return }
        let number = Int.random(in: 0..<Self.publisherCount, using: &generator)
        let publisher = Self.publisher(number)
        let body = Self.body(publisher: publisher, count: count)
        let path = "/channel/\(channel)/events"
        var copies = Int.random(in: 0..<10, using: &generator) == 0 ? 2 : 1
        var isCounted = false
        while copies > 0, refusal == nil {
            let client = clients[Int.random(in: 0..<clients.count, using: &generator)]
            let reply = try? await client.post(path, body: body)
            if let reply, reply.isSuccess {
                copies -= 1
                if !isCounted { note(count, for: publisher, in: channel) }
                isCounted = true
            } else if let reply, (400..<500).contains(reply.status), reply.status != 404 {
                let text = String(decoding: reply.body.prefix(300), as: UTF8.self)
                state.withLock { $0.refusal = "\(client.origin) \(reply.status) \(text)" }
            } else {
                state.withLock { $0.repeatedPosts += 1 }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func note(_ count: Int, for publisher: Address, in channel: ChannelID) {
        state.withLock {
            $0.acknowledged[channel, default: [:]][publisher, default: 0] += UInt64(count)
        }
    }

    private static func publisher(_ number: Int) -> Address {
        let bytes = Bytes(repeating: 0xce, count: Address.byteCount - 1) + [UInt8(number)]
        guard let address = Address(bytes: bytes) else { preconditionFailure("20 octets") }
        return address
    }

    /// Events with nonces and times of their own: posted anywhere, they are the same events.
    private static func body(publisher: Address, count: Int) -> Bytes {
        let now = NodeDatabase.systemClock().milliseconds
        let events = (0..<count).map { _ -> JSONValue in
            [
                "type": "IMPRESSION", "publisher": .string(publisher.lowercaseHex),
                "occurredAt": .integer(now),
                "nonce": .string("0x" + Hex.encode(SecureRandom.bytes(16))),
            ]
        }
        let whole: JSONValue = ["events": .array(events)]
        return whole.serialized()
    }
}
