// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Telemetry
import Transport

/// Gathers what the metrics page shows.
struct MetricsReport: Sendable {
    let gateway: Gateway
    let notices: NoticeBoard
    let guestBook: GuestBook

    /// The page in the Prometheus text format.
    func text() async -> String {
        let summary = await gateway.summary()
        let views = await gateway.inspect { node, now in
            (
                counters: node.counters, gossip: node.gossip,
                channels: node.channelIDs.compactMap { node.view(of: $0, at: now) }
            )
        }
        var sources = MetricsSources(
            version: Version.current, node: views?.counters ?? NodeCounters(), summary: summary)
        sources.channels = views?.channels ?? []
        if let gossip = views?.gossip { sources.gossip = gossip }
        sources.process = ProcessFigures.current()
        sources.storageCommits = notices.commits
        sources.approvals = notices.approval
        sources.gossipDeliveries = notices.delivery
        let transport = gateway.transport.counters
        sources.handshakeFailures = transport.handshakeFailures
        sources.sessionFaults = transport.sessionFaults
        sources.connectionsRefused = transport.connectionsRefused
        sources.messagesDropped = transport.messagesDropped
        sources.messagesOutdated = transport.messagesOutdated
        sources.peerFaults = Dictionary(
            uniqueKeysWithValues: guestBook.malformed.map { ("\($0)", $1) })
        sources.brokenRules = notices.brokenRules
        sources.disconnections = guestBook.disconnections
        sources.messagesIgnored = guestBook.ignored
        sources.bytesReceived = transport.bytesReceived
        sources.bytesSent = transport.bytesSent
        return NodeMetrics.text(of: sources)
    }
}
