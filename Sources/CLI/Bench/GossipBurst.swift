// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Cryptography
import JSON
import Outpace
import Primitives

/// A burst of events to the first node of a network that runs.
struct GossipBurst: Sendable {
    /// What came of it.
    struct Figures: Sendable {
        /// Of all deliveries there should have been.
        let deliveredShare: Double
        /// Records that came in at the other nodes, for each delivery.
        let copiesPerDelivery: Double
        /// From the first post until every node had every record.
        let deliveredAfter: Duration
        /// From the first post until every node had approved every event.
        let approvedAfter: Duration
        let deliveriesPerSecond: Double
    }

    private static let patience = Duration.seconds(120)
    /// Octets of a record without the field that fills it up.
    private static let bareRecordBytes = 105

    let network: TestnetFile
    let count: Int
    let recordBytes: Int

    /// Waits until all nodes bid, posts, and waits until all have everything.
    func run() async throws -> Figures {
        let probes = ChurnProbes(network: network)
        let pages = network.nodes.map { HTTPClient(origin: $0.metrics, limits: NodeProbe.limits) }
        guard await probes.wait(Self.patience, { $0.isBidding }) != nil else {
            throw CommandFailure("not every node bids; is another network on these ports?")
        }
        let before = try await received(pages)
        let start = ContinuousClock.now
        try await post()
        let share = count * (network.nodes.count - 1)
        var arrived = 0
        while start.duration(to: .now) < Self.patience {
            arrived = try await received(pages) - before
            if arrived >= share { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        let deliveredAfter = start.duration(to: .now)
        let isApproved = await probes.wait(Self.patience) { $0.paid >= UInt64(count) } != nil
        let approvedAfter = start.duration(to: .now)
        let paid = await probes.paidCounts().dropFirst().reduce(0) { $0 + min($1, UInt64(count)) }
        let copies = try await received(pages) - before
        await probes.shutDown()
        for page in pages { await page.shutDown() }
        return Figures(
            deliveredShare: isApproved ? 1 : Double(paid) / Double(share),
            copiesPerDelivery: Double(copies) / Double(share), deliveredAfter: deliveredAfter,
            approvedAfter: approvedAfter,
            deliveriesPerSecond: Double(share) / max(deliveredAfter.seconds, 0.001))
    }

    private func post() async throws {
        let client = HTTPClient(origin: network.nodes[0].api)
        var event = EventBatch(publisher: EventFeed.publishers[0])
        let padding = max(1, min(recordBytes - Self.bareRecordBytes, 900))
        event.details = [("ref", String(repeating: "x", count: padding))]
        let path = "/channel/\(network.channels[0])/events"
        for start in stride(from: 0, to: count, by: EventBatch.limit) {
            let body = event.body(count: min(EventBatch.limit, count - start))
            let reply = try await client.post(path, body: body)
            guard reply.isSuccess else {
                throw CommandFailure(
                    "node0 answers \(reply.status): \(String(decoding: reply.body.prefix(300), as: UTF8.self))"
                )
            }
        }
        await client.shutDown()
    }

    /// Records that came in at all nodes so far.
    private func received(_ pages: [HTTPClient]) async throws -> Int {
        var sum = 0
        for page in pages.dropFirst() {
            let reply = try await page.get("/metrics")
            let text = String(decoding: reply.body, as: UTF8.self)
            sum += NodeProbe.sum("outpace_records_received_total", in: text).map { Int($0) } ?? 0
        }
        return sum
    }
}
