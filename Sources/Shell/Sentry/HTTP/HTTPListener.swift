// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// One address that HTTP is answered on.
struct HTTPListener: Sendable {
    let name: String
    let host: String
    let port: Int
    let routes: RouteTable
    let limits: HTTPLimits
    var trustedProxies: Set<ClientAddress> = []
    let logger: Logger
    let onListening: @Sendable (Int) async -> Void

    /// Listens until a graceful shutdown.
    func run() async throws {
        var configuration = ApplicationConfiguration(address: .hostname(host, port: port))
        configuration.availableConnectionsDelegate = MaximumAvailableConnections(
            limits.connectionLimit, logger: logger)
        let application = Application(
            responder: HTTPEdge(
                routes: routes, limits: limits, trustedProxies: trustedProxies,
                budget: BodyBudget(limit: limits.bodiesByteLimit)),
            server: .http1(configuration: connectionConfiguration),
            configuration: configuration,
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: logger)
        do {
            try await application.run()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw failure(error)
        }
    }

    /// Binds the address and lets go of it again.
    func checkAddress() async throws(SentryError) {
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
                .bind(host: host, port: port).get()
            try await channel.close()
        } catch {
            throw failure(error)
        }
    }

    private var connectionConfiguration: HTTP1Channel.Configuration {
        let census = ClientCensus(limit: limits.connectionsPerClient, proxies: trustedProxies)
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                CrowdedClientHandler(census: census),
                StalledClientHandler(
                    requestLimit: limits.pipelineLimit, patience: TimeAmount(limits.answerPatience)),
            ],
            idleTimeout: TimeAmount(limits.idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerByteLimit,
                maxHeaderListSize: limits.headerByteLimit,
                maxHeaderFieldCount: limits.headerFieldLimit))
    }

    private func failure(_ error: any Error) -> SentryError {
        let address = "\(host):\(port)"
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            return SentryError(
                code: .cannotListen,
                message: "the \(name) address \(address) is taken by another process; stop it, "
                    + "or set \(name).listen to a free port", cause: error)
        case let error as IOError where error.errnoCode == EACCES:
            return SentryError(
                code: .cannotListen,
                message: "the \(name) address \(address) needs a privilege that this process "
                    + "lacks; set \(name).listen to a port from 1024 up", cause: error)
        case let error as IOError:
            return SentryError(
                code: .cannotListen,
                message: "cannot listen on the \(name) address \(address): \(error); set "
                    + "\(name).listen to an address of this machine", cause: error)
        default:
            return SentryError(
                code: .listenerFailed,
                message: "the \(name) listener on \(address) failed: \(error)", cause: error)
        }
    }
}
