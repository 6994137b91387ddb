// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import JSON
import Primitives

/// What a node said about itself at one moment.
struct NodeReading: Sendable {
    let channels: [ChannelReading]
    /// Peers that a session exists with; nil when the metrics cannot be read.
    let peers: Int?
    /// Events that clients posted to it since it started; nil when the metrics cannot be read.
    let received: Double?
    let at: ContinuousClock.Instant
}

/// Asks one node how it is doing.
struct NodeProbe: Sendable {
    /// Channels that are asked for at most.
    private static let channelLimit = 64

    /// Patience for a node that may be down.
    static let limits: HTTPClientLimits = {
        var limits = HTTPClientLimits()
        limits.connectTimeout = .seconds(1)
        limits.responseTimeout = .seconds(3)
        return limits
    }()

    let name: String
    private let api: HTTPClient
    private let metrics: HTTPClient?
    private let known: [String]

    /// - Parameter channels: the channels to ask for; empty for those that the node lists.
    init(name: String, api: HTTPOrigin, metrics: HTTPOrigin?, channels: [String] = []) {
        self.name = name
        self.api = HTTPClient(origin: api, limits: Self.limits)
        self.metrics = metrics.map { HTTPClient(origin: $0, limits: Self.limits) }
        known = channels
    }

    /// What the node says now.
    ///
    /// - Throws: when its API does not answer.
    func read() async throws -> NodeReading {
        let ids = known.isEmpty ? try await listed() : known
        var channels: [ChannelReading] = []
        for id in ids.prefix(Self.channelLimit) {
            guard let status = try await status(of: id) else { continue }
            channels.append(ChannelReading(status, id: id))
        }
        let page = try? await metrics?.get("/metrics")
        let text = page.map { String(decoding: $0.body, as: UTF8.self) }
        return NodeReading(
            channels: channels,
            peers: text.flatMap { Self.sum("outpace_peers_connected", in: $0) }.map { Int($0) },
            received: text.flatMap { Self.sum("outpace_events_received_total", in: $0) },
            at: .now)
    }

    func shutDown() async {
        await api.shutDown()
        await metrics?.shutDown()
    }

    private func listed() async throws -> [String] {
        try await ChannelList.channels(api).compactMap { $0.object?["id"]?.string }
    }

    /// The status of a channel; nil while the node does not hold it.
    private func status(of id: String) async throws -> JSONValue? {
        let reply = try await api.get("/channel/\(id)/status")
        if reply.status == 404 { return nil }
        return try reply.json(of: "\(api.origin)/channel/\(id)/status")
    }

    /// The sum over all labels of a metric; nil when the page does not have it.
    static func sum(_ name: String, in page: String) -> Double? {
        var sum: Double?
        for line in page.split(separator: "\n") where line.hasPrefix(name) {
            guard let next = line.dropFirst(name.count).first, next == " " || next == "{",
                let value = line.split(separator: " ").last.flatMap({ Double($0) })
            else { continue }
            sum = (sum ?? 0) + value
        }
        return sum
    }
}
