// This source file is part of the Outpace project. License: see LICENSE.

package import Logging
import ServiceLifecycle

/// The HTTP API of a node, as a service.
package struct SentryService: Service {
    private let listener: HTTPListener
    private let api: SentryAPI

    /// Makes a service that does not listen yet.
    ///
    /// - Parameters:
    ///   - rateLimits: where limits in use outlive the process.
    ///   - onListening: told the bound port once clients can connect.
    package init(
        gateway: any NodeGateway, configuration: SentryConfiguration, logger: Logger,
        rateLimits: any RateLimitStore = ForgetfulRateLimits(),
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        api = SentryAPI(
            gateway: gateway, configuration: configuration, logger: logger, rateLimits: rateLimits)
        listener = HTTPListener(
            name: "api", host: configuration.host, port: configuration.port, routes: api.routes,
            limits: configuration.limits.http, trustedProxies: configuration.trustedProxies,
            logger: logger, onListening: onListening)
    }

    /// Checks that the address can be listened on, and lets go of it again: for a node that must
    /// not start anything before it knows.
    ///
    /// - Throws: `SentryError` that names the address and says what to change.
    package func checkAddress() async throws { try await listener.checkAddress() }

    /// Listens until a graceful shutdown; requests that are being answered are answered.
    ///
    /// - Throws: `SentryError` when the address cannot be listened on, and whatever the store of
    ///   the rate limits throws.
    package func run() async throws {
        try await api.limiter.restore(at: api.now())
        try await listener.run()
    }
}
