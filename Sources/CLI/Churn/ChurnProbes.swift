// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import JSON
import Outpace
import Primitives

/// Asks all nodes of a network how they are doing.
struct ChurnProbes: Sendable {
    /// All nodes and channels at one moment.
    struct Reading: Sendable {
        /// Whether every node answers and bids in every channel.
        var isBidding = true
        /// Whether every node has the same last approved state in each channel.
        var isAgreed = true
        /// The least that any node has paid, in all channels together.
        var paid = UInt64.max
    }

    private let network: TestnetFile
    private let probes: [NodeProbe]
    private let clients: [HTTPClient]

    init(network: TestnetFile) {
        self.network = network
        probes = network.nodes.enumerated().map { index, node in
            NodeProbe(
                name: "node\(index)", api: node.api, metrics: nil,
                channels: network.channels.map(\.description))
        }
        clients = network.nodes.map { HTTPClient(origin: $0.api, limits: NodeProbe.limits) }
    }

    /// Waits until what all nodes say is as wanted.
    ///
    /// - Returns: how long it took; nil when it took longer than `limit`.
    func wait(_ limit: Duration, _ isWanted: (Reading) -> Bool) async -> Duration? {
        let start = ContinuousClock.now
        while start.duration(to: .now) < limit, !Task.isCancelled {
            if isWanted(await read()) { return start.duration(to: .now) }
            do { try await Task.sleep(for: .milliseconds(250)) } catch { break }
        }
        return nil
    }

    private func read() async -> Reading {
        var reading = Reading()
        var roots: [String: String?] = [:]
        for probe in probes {
            guard let node = try? await probe.read(), node.channels.count == network.channels.count
            else { return Reading(isBidding: false, isAgreed: false, paid: 0) }
            reading.isBidding = reading.isBidding && node.channels.allSatisfy(\.isBidding)
            reading.paid = min(reading.paid, node.channels.reduce(0) { $0 &+ $1.eventCount })
            for channel in node.channels {
                if let root = roots[channel.id], root != channel.root { reading.isAgreed = false }
                roots[channel.id] = channel.root
            }
        }
        return reading
    }

    /// Events paid in all channels, as each node has it.
    func paidCounts() async -> [UInt64] {
        var counts: [UInt64] = []
        for probe in probes {
            let channels = (try? await probe.read())?.channels ?? []
            counts.append(channels.reduce(0) { $0 &+ $1.eventCount })
        }
        return counts
    }

    /// The approved balances of a channel at a node, by account in lower case; empty before the first
    /// approved state.
    func balances(of channel: ChannelID, at node: Int) async throws -> [String: String] {
        let reply = try await clients[node].get("/channel/\(channel)/tree")
        guard reply.status != 404 else { return [:] }
        let object = try reply.json(of: "\(clients[node].origin)/channel/\(channel)/tree").object
        let balances = object?["balances"]?.object
        var result: [String: String] = [:]
        for account in balances?.keys ?? [] {
            result[account.lowercased()] = balances?[account]?.string
        }
        return result
    }

    func shutDown() async {
        for probe in probes { await probe.shutDown() }
        for client in clients { await client.shutDown() }
    }
}
