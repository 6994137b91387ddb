// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Chain
import Cryptography
import DirectLane
import Identity
import Keystore
package import Logging
import Mempool
import NIOPosix
import NodeCore
import Outpace
import Peering
import Primitives
import Sentry
import ServiceLifecycle
package import Settings
import Storage
import Transport
import UnixSignals

/// Puts a node together and runs it: reads like a parts list, from the home to the listeners.
package struct NodeRunner: Sendable {
    private let configuration: NodeConfiguration
    private let logger: Logger
    private let lock: HomeLock
    private let key: NodeKey
    private let database: NodeDatabase
    private let chain: LedgerChain
    private let rateLimits: RateLimits

    /// Takes the home: its lock, its key, its database. Nothing is overwritten, whatever is wrong.
    ///
    /// - Throws: an error whose description is one sentence that says what was wrong and what to do.
    package init(configuration: NodeConfiguration, logger: Logger) async throws {
        self.configuration = configuration
        self.logger = logger
        lock = try await HomeLock.take(home: configuration.home)
        let password =
            try configuration.key.passwordFile.map { try KeyFile.password(in: $0) }
            ?? configuration.key.password.map { Bytes($0.utf8) }
        key = NodeKey(try KeyFile.load(configuration.key.file, password: password))
        database = try NodeDatabase.open(at: configuration.databasePath)
        chain = try LedgerChain(path: configuration.ledgerPath)
        rateLimits = try RateLimits(path: "\(configuration.home)/ratelimits.db")
    }

    /// Runs until SIGTERM or SIGINT, or until something fails that no promise survives.
    package func run() async throws {
        let clock = SystemClock()
        let inbox = Inbox(capacity: configuration.limits.inputs)
        let notices = NoticeBoard(logger: logger)
        let guestBook = GuestBook(checksPerSecond: configuration.limits.signatureChecksPerSecond)
        let seen = SeenFilter(capacity: 65_536)
        let tickets = TicketTable(capacity: configuration.limits.submissions)
        var parameters = configuration.nodeParameters
        let transport = try await makeTransport(
            inbox: inbox, guestBook: guestBook, seen: seen, parameters: parameters)
        parameters.listenAddresses = transport.listenAddresses.map(\.bytes)
        parameters.mempool.placementSeed = SecureRandom.uint64()
        let snapshot = try database.snapshot()
        let (key, seed) = (key, SecureRandom.uint64())
        let node = NodeService(
            inbox: inbox, tickets: tickets, database: database, transport: transport,
            notices: notices, guestBook: guestBook, seen: seen,
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(), logger: logger
        ) { [parameters] now in
            Node(key: key, parameters: parameters, restoring: snapshot, seed: seed, at: now)
        }
        let gateway = Gateway(
            inbox: inbox, tickets: tickets, database: database, chain: chain,
            transport: transport, identity: (key.address, key.peerID),
            startedAt: clock.now.instant,
            configuredPeerCount: configuration.network.peers.count)
        let sentry = makeSentry(gateway)
        let metrics = makeMetrics(gateway, notices, guestBook)
        try await sentry.checkAddress()
        try await metrics.checkAddress()
        announce(transport)
        let services: [any Service] = [
            LoopService(node: node, inbox: inbox),
            ChainWatcher(
                chain: chain, inbox: inbox, pollInterval: .milliseconds(500), logger: logger),
            PeerService(transport: transport), sentry, metrics,
        ]
        try await run(services)
        try database.close()
        try await rateLimits.close()
    }

    private func run(_ services: [any Service]) async throws {
        var group = ServiceGroupConfiguration(
            services: services.map {
                .init(
                    service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = configuration.limits.shutdownTime
        group.maximumCancellationDuration = .seconds(2)
        try await ServiceGroup(configuration: group).run()
    }

    private func makeTransport(
        inbox: Inbox, guestBook: GuestBook, seen: SeenFilter, parameters: NodeParameters
    ) async throws -> TransportService {
        var transport = TransportConfiguration(
            listen: configuration.network.listen, peers: configuration.network.peers)
        transport.connectionsLimit = configuration.network.maxConnections
        transport.session.servesPerf = configuration.network.servesPerf
        transport.agent = "outpace/\(Version.current)"
        transport.session.handshakeTimeout = configuration.limits.handshakeTime
        transport.session.gossipQueueByteLimit = configuration.limits.gossipSendQueueBytes
        transport.session.directMessageByteLimit = parameters.lane.frameBytesLimit
        // What a lane may have under way must fit, or a frame would be lost and the lane with it.
        transport.session.directQueueByteLimit = max(
            configuration.limits.directSendQueueBytes,
            parameters.lane.windowBytes + 2 * parameters.lane.frameBytesLimit)
        let inlet = PeerInlet(
            admission: Admission(gossip: parameters.gossip, lane: parameters.lane),
            inbox: inbox, seen: seen, guestBook: guestBook, logger: logger)
        return try await TransportService(
            configuration: transport, key: key, handler: inlet,
            group: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }

    private func makeSentry(_ gateway: Gateway) -> SentryService {
        var sentry = SentryConfiguration(
            host: configuration.apiListen.host, port: configuration.apiListen.port,
            address: key.address, version: Version.current)
        sentry.limits.http = httpLimits
        sentry.trustedProxies = Set(configuration.trustedProxies.compactMap { ClientAddress($0) })
        return SentryService(
            gateway: gateway, configuration: sentry, logger: logger, rateLimits: rateLimits
        ) { port in
            logger.info("api listening", metadata: ["port": "\(port)"])
        }
    }

    private func makeMetrics(
        _ gateway: Gateway, _ notices: NoticeBoard, _ guestBook: GuestBook
    ) -> MetricsService {
        let report = MetricsReport(gateway: gateway, notices: notices, guestBook: guestBook)
        return MetricsService(
            configuration: MetricsConfiguration(
                host: configuration.metricsListen.host, port: configuration.metricsListen.port,
                version: Version.current, apiURL: configuration.apiListen.localURL,
                limits: httpLimits),
            logger: logger, page: { await report.text() },
            notReadyReasons: { await gateway.summary().notReadyReasons },
            onListening: { port in
                logger.info("metrics listening", metadata: ["port": "\(port)"])
            })
    }

    private var httpLimits: HTTPLimits {
        var limits = HTTPLimits()
        limits.bodyByteLimit = configuration.limits.requestBodyBytes
        limits.bodyDeadline = configuration.limits.requestTime
        limits.connectionLimit = configuration.limits.apiConnections
        return limits
    }

    private func announce(_ transport: TransportService) {
        for address in transport.listenAddresses {
            logger.info("peers listening", metadata: ["address": "\(address)/p2p/\(key.peerID)"])
        }
        logger.info(
            "node starting",
            metadata: [
                "address": "\(key.address.checksummed)", "home": "\(configuration.home)",
                "version": "\(Version.current)",
            ])
    }
}
