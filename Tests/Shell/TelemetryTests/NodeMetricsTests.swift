// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import Identity
import NodeCore
import Outpace
import Primitives
import Telemetry
import Testing

@Suite struct NodeMetricsTests {
    private static let promtool = ["/usr/bin/promtool", "/usr/local/bin/promtool"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(arguments: [
        "outpace_peers_connected", "outpace_validators_online", "outpace_validators_total",
        "outpace_validator_online", "outpace_heartbeat_age_seconds", "outpace_bidding",
        "outpace_bidding_stopped", "outpace_channel_status", "outpace_events_received_total",
        "outpace_events_refused_total", "outpace_mempool_events", "outpace_mempool_bytes",
        "outpace_missed_events", "outpace_health_promilles", "outpace_states_proposed_total",
        "outpace_states_approved_total", "outpace_states_rejected_total",
        "outpace_approval_seconds_bucket", "outpace_statements_total",
        "outpace_gossip_duplicates_total", "outpace_gossip_delivery_seconds_bucket",
        "outpace_handshake_failures_total", "outpace_peer_score", "outpace_bytes_total",
        "outpace_reconcile_rounds_total", "outpace_reconcile_bytes_total",
        "outpace_reconcile_repaired_total",
        "outpace_storage_commit_seconds_bucket", "process_cpu_seconds_total",
        "process_resident_memory_bytes", "process_open_fds",
    ])
    func `the page has every metric that checks run against`(name: String) throws {
        let page = NodeMetrics.text(of: try sources())
        #expect(page.contains("\n\(name){") || page.contains("\n\(name) "))
    }

    @Test func `a channel has one sample per status, and one of them is 1`() throws {
        let lines = NodeMetrics.text(of: try sources()).split(separator: "\n")
            .filter { $0.hasPrefix("outpace_channel_status{") }
        #expect(lines.count == ChannelStatus.allCases.count)
        #expect(lines.filter { $0.hasSuffix(" 1") }.count == 1)
    }

    @Test func `channels past the limit have no series of their own`() throws {
        var limits = MetricsLimits()
        limits.channelLimit = 0
        let page = NodeMetrics.text(of: try sources(), limits: limits)
        #expect(!page.contains("channel=\""))
        #expect(page.contains("\noutpace_channels 1\n"))
    }

    @Test func `reasons past the limit are counted together`() throws {
        var limits = MetricsLimits()
        limits.reasonLimit = 1
        let page = NodeMetrics.text(of: try sources(), limits: limits)
        #expect(page.contains("outpace_handshake_failures_total{reason=\"noise\"} 2\n"))
        #expect(page.contains("outpace_handshake_failures_total{reason=\"other\"} 3\n"))
    }

    @Test(.enabled(if: promtool != nil, "promtool is not installed: apt install prometheus"))
    func `promtool finds nothing to complain about`() throws {
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.promtool))
        process.arguments = ["check", "metrics"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let page = Data(NodeMetrics.text(of: try sources()).utf8)
        try input.fileHandleForWriting.write(contentsOf: page)
        try input.fileHandleForWriting.close()
        let complaints = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(String(decoding: complaints, as: UTF8.self).isEmpty)
        #expect(process.terminationStatus == 0)
    }

    private func sources() throws -> MetricsSources {
        let key = NodeKey(
            try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [1]))
        let now = Moment(instant: .zero, timestamp: Timestamp(milliseconds: 1_680_000_000_000))
        var node = Node(
            key: key, parameters: NodeParameters(), restoring: NodeSnapshot(), seed: 1, at: now)
        let channel = try PaymentChannel.parse(
            Bytes(Self.channel.utf8), core: PaymentChannel.mainnetCore)
        _ = node.step(.channelAdded(channel), at: now)
        let peer = NodeSummary.Peer(
            peerID: key.peerID, address: key.address, isOutbound: true, hasLane: true,
            roundTrip: .milliseconds(3), gossip: nil)
        var counters = node.counters
        counters.eventsRefused = ["too_old": 1]
        var sources = MetricsSources(
            version: "1.0.0", node: counters,
            summary: NodeSummary(
                address: key.address, peerID: key.peerID, listenAddresses: [],
                configuredPeerCount: 1, peers: [peer], uptime: .seconds(5), notReadyReasons: []))
        sources.channels = node.channelIDs.compactMap { node.view(of: $0, at: now) }
        sources.process = ProcessFigures.current()
        sources.approvals.observe(seconds: 0.2)
        sources.handshakeFailures = ["noise": 2, "timeout": 3]
        return sources
    }

    private static let channel = """
        {"creator":"0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69",\
        "depositAsset":"0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718","depositAmount":"1000",\
        "validUntil":1700000000,"spec":{"validators":[\
        {"id":"0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf","url":"https://one.example","fee":"1"},\
        {"id":"0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF","url":"http://two.example","fee":"1"}],\
        "withdrawPeriodStart":1690000000000,"minPerImpression":"1","maxPerImpression":"10"}}
        """
}
