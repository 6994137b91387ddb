// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Primitives
import ValidatorMessages

/// The page of a node's metrics.
package struct NodeMetrics: Sendable {
    let sources: MetricsSources
    let limits: MetricsLimits
    var page = MetricsPage()

    /// Writes the page.
    ///
    /// - Returns: text in the Prometheus format; its `Content-Type` is `MetricsPage.contentType`.
    package static func text(
        of sources: MetricsSources, limits: MetricsLimits = MetricsLimits()
    ) -> String {
        var metrics = NodeMetrics(sources: sources, limits: limits)
        metrics.addNode()
        metrics.addPeers()
        metrics.addEvents()
        metrics.addStatements()
        metrics.addGossip()
        metrics.addChannels()
        metrics.addValidators()
        metrics.addDurations()
        metrics.addProcess()
        return metrics.page.text
    }

    private mutating func addNode() {
        let summary = sources.summary
        page.add(
            "outpace_build_info", .gauge, help: "The version that runs.",
            [.init(["version": sources.version], 1)])
        page.add(
            "outpace_uptime_seconds", .gauge, help: "How long the node has run.",
            [.init(summary.uptime.inSeconds)])
        page.add(
            "outpace_ready", .gauge, help: "Whether the node is ready.",
            [.init(summary.notReadyReasons.isEmpty)])
        page.add(
            "outpace_channels", .gauge, help: "Payment channels the node holds.",
            [.init(sources.channels.count)])
    }

    private mutating func addPeers() {
        let peers = sources.summary.peers
        page.add(
            "outpace_peers_connected", .gauge, help: "Peers that a session exists with.",
            [.init(peers.count)])
        page.add(
            "outpace_peers_configured", .gauge, help: "Peers in the peer list.",
            [.init(sources.summary.configuredPeerCount)])
        page.add(
            "outpace_peers_with_lane", .gauge, help: "Peers that a direct lane is open with.",
            [.init(peers.count { $0.hasLane })])
        let shown = peers.prefix(limits.peerLimit)
        page.add(
            "outpace_peer_round_trip_seconds", .gauge, help: "The last round trip to a peer.",
            shown.compactMap { peer in
                peer.roundTrip.map { .init(["peer": peer.peerID.description], $0.inSeconds) }
            })
        addScores(shown)
        page.add(
            "outpace_peer_faults_total", .counter,
            help: "Messages that were none of the protocol; each ended its session.",
            reasons(sources.peerFaults, label: "lane"))
        page.add(
            "outpace_peer_violations_total", .counter,
            help: "Rules that peers broke, on either lane.",
            reasons(sources.brokenRules, label: "rule"))
        page.add(
            "outpace_peers_disconnected_total", .counter,
            help: "Sessions that this node ended for what the peer did.",
            reasons(sources.disconnections))
        page.add(
            "outpace_handshake_failures_total", .counter,
            help: "Connections that did not become sessions.", reasons(sources.handshakeFailures))
        page.add(
            "outpace_session_faults_total", .counter, help: "Sessions that a fault ended.",
            reasons(sources.sessionFaults))
        page.add(
            "outpace_connections_refused_total", .counter,
            help: "Connections closed because a limit was reached.",
            [.init(sources.connectionsRefused)])
        page.add(
            "outpace_messages_dropped_total", .counter,
            help: "Messages to peers that a full or missing lane did not take.",
            [.init(sources.messagesDropped)])
        page.add(
            "outpace_messages_outdated_total", .counter,
            help: "Messages to peers whose session had been replaced meanwhile.",
            [.init(sources.messagesOutdated)])
        page.add(
            "outpace_bytes_total", .counter, help: "Octets exchanged with peers.",
            [
                .init(["direction": "received"], sources.bytesReceived),
                .init(["direction": "sent"], sources.bytesSent),
            ])
    }

    private mutating func addEvents() {
        page.add(
            "outpace_events_refused_total", .counter, help: "Events of clients that were refused.",
            reasons(sources.node.eventsRefused))
        page.add(
            "outpace_records_received_total", .counter,
            help: "Event records that came from other validators.",
            [.init(sources.node.recordsReceived)])
        page.add(
            "outpace_records_refused_total", .counter,
            help: "Event records of other validators that were not taken.",
            reasons(sources.node.recordsRefused))
        page.add(
            "outpace_reconciliations_total", .counter, help: "Reconciliations that started.",
            [.init(sources.node.reconciliations)])
        addReconciliation(sources.node)
    }

    private mutating func addReconciliation(_ node: NodeCounters) {
        page.add(
            "outpace_reconcile_rounds_total", .counter,
            help: "Questions that this node asked to find what it and another validator lack.",
            [.init(node.reconcileRounds)])
        page.add(
            "outpace_reconcile_bytes_total", .counter,
            help: "Octets of questions and answers, without the records that follow.",
            [
                .init(["direction": "sent"], node.reconcileBytesSent),
                .init(["direction": "received"], node.reconcileBytesReceived),
            ])
        page.add(
            "outpace_reconcile_repaired_total", .counter,
            help: "Records and reports that reconciliation brought or handed over.",
            [.init(node.reconcileRepaired)])
    }

    private mutating func addStatements() {
        let node = sources.node
        page.add(
            "outpace_states_proposed_total", .counter, help: "States proposed here, as the leader.",
            [.init(node.statesProposed)])
        page.add(
            "outpace_statements_total", .counter, help: "Statements made here or first seen here.",
            StatementKind.allCases.flatMap { kind -> [MetricsPage.Sample] in
                let index = NodeCounters.index(kind)
                return [
                    .init(
                        ["type": kind.name, "direction": "received"],
                        node.statementsReceived[index]),
                    .init(["type": kind.name, "direction": "sent"], node.statementsSent[index]),
                ]
            })
        page.add(
            "outpace_statements_refused_total", .counter,
            help: "Statements refused before they reached a channel.",
            reasons(node.statementsRefused))
    }

    private mutating func addDurations() {
        page.add(
            "outpace_approval_seconds", help: "From the arrival of a proposal to its quorum.",
            sources.approvals)
        page.add(
            "outpace_gossip_delivery_seconds", help: "Age of statements when they were delivered.",
            sources.gossipDeliveries)
        page.add(
            "outpace_storage_commit_seconds", help: "Time to make a batch of records durable.",
            sources.storageCommits)
    }

    /// One sample per reason, ascending; past the limit they are counted together.
    func reasons(
        _ counts: [String: UInt64], label: String = "reason"
    ) -> [MetricsPage.Sample] {
        let sorted = counts.sorted { $0.key < $1.key }
        var samples = sorted.prefix(limits.reasonLimit).map {
            MetricsPage.Sample([label: $0.key], $0.value)
        }
        let others = sorted.dropFirst(limits.reasonLimit).reduce(0) { $0 &+ $1.value }
        if others > 0 { samples.append(.init([label: "other"], others)) }
        return samples
    }
}
