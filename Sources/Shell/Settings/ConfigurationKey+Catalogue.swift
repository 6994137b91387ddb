// This source file is part of the Outpace project. License: see LICENSE.

extension ConfigurationKey {
    /// The key of that path; nil when there is none.
    package static func named(_ path: String) -> ConfigurationKey? {
        all.first { $0.path == path }
    }

    /// Every key, in the order of the file.
    package static let all: [ConfigurationKey] = general + network + services + timing + limits

    private static let general = [
        ConfigurationKey(
            "home", .path, .text("."),
            "Where the node keeps its files; relative paths below start here."),
        ConfigurationKey(
            "key.file", .path, .text("validator.key"),
            "The validator's key: 64 hexadecimal digits, or a Web3 Secret Storage v3 keystore."),
        ConfigurationKey(
            "key.passwordFile", .optionalPath, .none,
            "The file that holds the keystore's password; null for a plain key."),
    ]

    private static let network = [
        ConfigurationKey(
            "network.listen", .listenMultiaddrs, .list(["/ip4/0.0.0.0/tcp/4001"]),
            "Where peers may connect to us."),
        ConfigurationKey(
            "network.peers", .peerMultiaddrs, .list([]),
            "The peer list: each is redialled for ever, with growing pauses."),
        ConfigurationKey(
            "network.maxConnections", .number(1...16_384), .number(256),
            "Peers connected at once, both directions together."),
        ConfigurationKey(
            "network.perf", .choice(["refused", "served"]), .text("refused"),
            "Whether peers may measure the connection with /perf/1.0.0, at our uplink's cost."),
    ]

    private static let services = [
        ConfigurationKey(
            "api.listen", .listenAddress, .text("127.0.0.1:8005"),
            "Where the HTTP API listens; port 0 takes any free port."),
        ConfigurationKey(
            "api.trustedProxies", .hosts, .list([]),
            "Addresses of proxies whose X-Forwarded-For is believed."),
        ConfigurationKey(
            "metrics.listen", .listenAddress, .text("127.0.0.1:9464"),
            "Where metrics and the dashboard listen."),
        ConfigurationKey(
            "storage.url", .database, .text("sqlite:outpace.db"),
            "The node's own database."),
        ConfigurationKey(
            "chain.adapter", .choice(["ledger"]), .text("ledger"),
            "Where channels are opened and settled: the embedded ledger."),
        ConfigurationKey(
            "chain.url", .database, .text("sqlite:ledger.db"),
            "The ledger's database; nodes on one machine may share it."),
    ]

    private static let timing = [
        ConfigurationKey(
            "liveness.heartbeatInterval", .duration(.milliseconds(100)...(.seconds(60))),
            .duration(.seconds(1)), "How often this validator says that it is there."),
        ConfigurationKey(
            "liveness.offlineAfter", .duration(.milliseconds(200)...(.seconds(600))),
            .duration(.seconds(4)),
            "After how much silence a validator counts as offline; at least two heartbeats."),
        ConfigurationKey(
            "log.level",
            .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
            .text("info"), "The least severe lines that are written."),
        ConfigurationKey(
            "log.format", .choice(["text", "json"]), .text("text"),
            "One line of text or one JSON object per record."),
    ]

    private static let limits = [
        ConfigurationKey(
            "limits.channels", .number(1...65_536), .number(4_096), "Channels this node holds."),
        ConfigurationKey(
            "limits.eventsPerChannel", .number(1_000...10_000_000), .number(1_000_000),
            "Events waiting in one channel's pool."),
        ConfigurationKey(
            "limits.eventBytesPerChannel", .byteCount(1 << 20...64 << 30), .number(512 << 20),
            "Octets of events waiting in one channel's pool."),
        ConfigurationKey(
            "limits.requestBody", .byteCount(1 << 10...16 << 20), .number(1 << 20),
            "The longest body of an HTTP request."),
        ConfigurationKey(
            "limits.requestTime", .duration(.seconds(1)...(.seconds(600))), .duration(.seconds(30)),
            "How long one HTTP request may take."),
        ConfigurationKey(
            "limits.apiConnections", .number(1...65_536), .number(1_024),
            "HTTP connections open at once."),
        ConfigurationKey(
            "limits.submissions", .number(1...65_536), .number(4_096),
            "Submitted requests that wait for the node; more are told to come back."),
        ConfigurationKey(
            "limits.inputs", .number(64...1_048_576), .number(16_384),
            "Messages of peers that wait for the node; reading pauses beyond it."),
        ConfigurationKey(
            "limits.laneQueue", .byteCount(1 << 20...1 << 30), .number(8 << 20),
            "Octets waiting for one peer in each class of the direct lane."),
        ConfigurationKey(
            "limits.gossipSendQueue", .byteCount(1 << 18...1 << 30), .number(2 << 20),
            "Octets of gossip waiting for one peer's connection."),
        ConfigurationKey(
            "limits.directSendQueue", .byteCount(1 << 20...1 << 30), .number(4 << 20),
            "Octets of the direct lane waiting for one peer's connection."),
        ConfigurationKey(
            "limits.handshakeTime", .duration(.seconds(1)...(.seconds(120))),
            .duration(.seconds(10)), "How long a new connection may take to prove who it is."),
        ConfigurationKey(
            "limits.signatureChecks", .number(16...1_000_000), .number(4_000),
            "Signatures per second checked for a peer by gossip; 4 times as many on its lane."),
        ConfigurationKey(
            "limits.shutdownTime", .duration(.seconds(1)...(.seconds(60))), .duration(.seconds(8)),
            "How long work in progress may take to end after a stop signal."),
    ]
}
