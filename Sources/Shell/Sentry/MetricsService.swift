// This source file is part of the Outpace project. License: see LICENSE.

package import Logging
import ServiceLifecycle

/// What the metrics listener is told about itself.
package struct MetricsConfiguration: Sendable {
    /// Where to listen; only this machine by default, for the page tells much.
    package var host: String
    /// The port; 0 lets the system choose.
    package var port: Int
    /// The version of this program.
    package var version: String
    /// Where this machine reaches the API, for the AdView page to offer; empty when that is not known.
    package var apiURL: String
    /// The bounds of connections and requests.
    package var limits: HTTPLimits

    /// Configures a listener.
    package init(
        host: String = "127.0.0.1", port: Int = 9464, version: String, apiURL: String = "",
        limits: HTTPLimits = HTTPLimits()
    ) {
        self.host = host
        self.port = port
        self.version = version
        self.apiURL = apiURL
        self.limits = limits
    }
}

/// The listener for metrics and health, as a service.
package struct MetricsService: Service {
    private let listener: HTTPListener

    /// Makes a service that does not listen yet.
    ///
    /// - Parameters:
    ///   - page: the metrics in the Prometheus text format.
    ///   - notReadyReasons: why the node is not ready; empty when it is.
    ///   - onListening: told the bound port once clients can connect.
    package init(
        configuration: MetricsConfiguration, logger: Logger,
        page: @escaping @Sendable () async -> String,
        notReadyReasons: @escaping @Sendable () async -> [String],
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        let routes = Self.routes(
            version: configuration.version, apiURL: configuration.apiURL, page: page,
            notReadyReasons: notReadyReasons, logger: logger)
        listener = HTTPListener(
            name: "metrics", host: configuration.host, port: configuration.port, routes: routes,
            limits: configuration.limits, logger: logger, onListening: onListening)
    }

    /// Checks that the address can be listened on, and lets go of it again.
    ///
    /// - Throws: `SentryError` that names the address and says what to change.
    package func checkAddress() async throws { try await listener.checkAddress() }

    /// Listens until a graceful shutdown.
    ///
    /// - Throws: `SentryError` when the address cannot be listened on.
    package func run() async throws { try await listener.run() }

    static func routes(
        version: String, apiURL: String = "", page: @escaping @Sendable () async -> String,
        notReadyReasons: @escaping @Sendable () async -> [String], logger: Logger
    ) -> RouteTable {
        let adView = AdViewPage.reply(offering: apiURL)
        let health = HealthRoutes(version: version, notReadyReasons: notReadyReasons)
        let routes = [
            Route(.get, "/") { _ in
                APIReply(contentType: "text/html; charset=utf-8", text: index)
            },
            Route(.get, "/adview") { _ in adView },
            Route(.get, "/metrics") { _ in
                APIReply(
                    contentType: "text/plain; version=0.0.4; charset=utf-8", text: await page())
            },
        ]
        return RouteTable(routes + health.routes, logger: logger)
    }

    private static let index = """
        <!DOCTYPE html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>Outpace node</title>
        <h1>Outpace node</h1>
        <ul>
        <li><a href="/metrics">metrics</a></li>
        <li><a href="/adview">AdView, to try bids and events</a></li>
        <li><a href="/livez">livez</a></li>
        <li><a href="/readyz">readyz</a></li>
        <li><a href="/version">version</a></li>
        </ul>
        </html>

        """
}
