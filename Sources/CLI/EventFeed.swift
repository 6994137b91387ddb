// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Outpace
import Primitives

/// Posts events at a steady rate, spread over the nodes of a network; a node that is down is skipped.
struct EventFeed: Sendable {
    /// Who earns in a local network: five addresses that nobody has the keys of.
    static let publishers: [Address] = (1...5).map { number in
        let bytes = Bytes(repeating: 0xad, count: Address.byteCount - 1) + [UInt8(number)]
        guard let address = Address(bytes: bytes) else { preconditionFailure("20 octets") }
        return address
    }

    /// How often each node is posted to.
    private static let tick = Duration.milliseconds(50)

    let origins: [HTTPOrigin]
    let channels: [ChannelID]
    /// All nodes together.
    let eventsPerSecond: Int

    /// Posts until cancelled; each node gets its share at its own pace.
    func run() async {
        await withDiscardingTaskGroup { group in
            for index in origins.indices { group.addTask { await feed(index) } }
        }
    }

    private func feed(_ index: Int) async {
        let clients = origins.indices.map { offset in
            HTTPClient(
                origin: origins[(index + offset) % origins.count], limits: NodeProbe.limits)
        }
        let share = Double(eventsPerSecond) / Double(origins.count)
        let start = ContinuousClock.now
        // Shares start apart, so that the nodes are posted to in turn.
        var sent = -Double(index) / Double(origins.count)
        var round = index
        while !Task.isCancelled {
            let due = start.duration(to: .now).seconds * share - sent
            let count = min(EventBatch.limit, Int(due))
            if count > 0 {
                await post(count, round: round, to: clients)
                // What nobody could take in time is not made up for.
                sent += due > Double(EventBatch.limit) ? due.rounded(.down) : Double(count)
                round += 1
            }
            do { try await Task.sleep(for: Self.tick) } catch { break }
        }
        for client in clients { await client.shutDown() }
    }

    private func post(_ count: Int, round: Int, to clients: [HTTPClient]) async {
        let channel = channels[round % channels.count]
        let publisher = Self.publishers[round % Self.publishers.count]
        let body = EventBatch(publisher: publisher).body(count: count)
        for client in clients {
            let reply = try? await client.post("/channel/\(channel)/events", body: body)
            if reply?.isSuccess == true || Task.isCancelled { return }
        }
    }
}
