// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import NIOHTTP1
import NIOPosix
package import Primitives
import Synchronization

/// A small HTTP/1.1 client: one kept connection to one API.
///
/// Requests may be sent at the same time; their answers come in order on the one connection, so
/// whoever wants parallel work makes several clients.
package final class HTTPClient: Sendable {
    private struct State {
        var connection: HTTPConnection?
        var isShutDown = false
    }

    /// Where the API answers.
    package let origin: HTTPOrigin
    private let limits: HTTPClientLimits
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    /// Makes a client; nothing is connected before the first request.
    package init(origin: HTTPOrigin, limits: HTTPClientLimits = HTTPClientLimits()) {
        self.origin = origin
        self.limits = limits
        group = MultiThreadedEventLoopGroup.singleton
    }

    /// Reads a path.
    package func get(
        _ path: String, headers: [HTTPRequest.Header] = []
    ) async throws(HTTPError) -> HTTPResponse {
        try await send(HTTPRequest(.get, path, headers: headers))
    }

    /// Posts JSON to a path.
    package func post(
        _ path: String, body: Bytes, headers: [HTTPRequest.Header] = []
    ) async throws(HTTPError) -> HTTPResponse {
        try await send(HTTPRequest(.post, path, headers: headers, body: body))
    }

    /// Sends a request and waits for its answer.
    ///
    /// A GET on a connection that the other side has meanwhile closed is tried once more on a new one.
    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let kept = state.withLock { $0.connection }.flatMap { $0.isOpen ? $0 : nil }
        if let kept {
            do throws(HTTPError) {
                return try await kept.send(request, origin: origin)
            } catch {
                guard error.code == .connectionClosed, request.method == .get else { throw error }
            }
        }
        return try await connect().send(request, origin: origin)
    }

    /// Closes the connection; requests after it are refused.
    package func shutDown() async {
        let connection = state.withLock { state in
            state.isShutDown = true
            let connection = state.connection
            state.connection = nil
            return connection
        }
        await connection?.close()
    }

    private func connect() async throws(HTTPError) -> HTTPConnection {
        guard !state.withLock({ $0.isShutDown }) else {
            throw HTTPError(.shutDown, "the client was shut down")
        }
        let made = try await HTTPConnection.open(to: origin, limits: limits, group: group)
        // Two requests may connect at the same time: the first one's connection is kept.
        let (kept, isRefused) = state.withLock { state -> (HTTPConnection, Bool) in
            if let other = state.connection, other.isOpen { return (other, state.isShutDown) }
            if !state.isShutDown { state.connection = made }
            return (made, state.isShutDown)
        }
        if kept !== made || isRefused { await made.close() }
        guard !isRefused else { throw HTTPError(.shutDown, "the client was shut down") }
        return kept
    }
}
