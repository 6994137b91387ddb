// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Logging
import Primitives

/// One route: a method, a path, and what answers it.
struct Route: Sendable {
    let method: APIRequest.Method
    /// The path, with `:name` for a segment that may hold anything.
    let path: String
    /// Whether answers carry an entity tag.
    let isTagged: Bool
    let answer: @Sendable (APIRequest) async throws -> APIReply
    private let segments: [Substring]

    init(
        _ method: APIRequest.Method, _ path: String, isTagged: Bool = false,
        _ answer: @escaping @Sendable (APIRequest) async throws -> APIReply
    ) {
        self.method = method
        self.path = path
        self.isTagged = isTagged
        self.answer = answer
        segments = path.split(separator: "/")
    }

    /// What the parameters stand for when the path is this route's.
    func match(_ path: [Substring]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, found) in zip(segments, path) {
            if segment.first == ":" {
                guard let value = PercentCoding.decode(found) else { return nil }
                parameters[String(segment.dropFirst())] = value
            } else if segment != found {
                return nil
            }
        }
        return parameters
    }
}

/// The routes of a listener. Every answer, also a refusal, is one of ours; nothing is thrown.
struct RouteTable: Sendable {
    let routes: [Route]
    /// Who may use them; nil for a listener that asks nobody who they are.
    let access: AccessControl?
    let logger: Logger

    init(_ routes: [Route], access: AccessControl? = nil, logger: Logger) {
        self.routes = routes
        self.access = access
        self.logger = logger
    }

    func answer(_ request: APIRequest) async -> APIReply {
        var reply = request.method == .options ? Self.options : await find(request)
        // What is for this machine alone is not for the pages of others.
        if access != nil {
            reply.headers += [
                ("Access-Control-Allow-Origin", "*"),
                ("Access-Control-Expose-Headers", "ETag, Retry-After"),
            ]
        }
        reply.headers.append(("X-Content-Type-Options", "nosniff"))
        return reply
    }

    private func find(_ request: APIRequest) async -> APIReply {
        let method = request.method == .head ? .get : request.method
        let path = request.path.split(separator: "/")
        for route in routes where route.method == method {
            guard let parameters = route.match(path) else { continue }
            var request = request
            request.parameters = parameters
            let reply = await perform(route, request)
            return route.isTagged ? reply.tagged(for: request) : reply
        }
        return APIReply(
            status: 404,
            json: ["message": .string("no such route: \(request.path.excerpt)")])
    }

    private func perform(_ route: Route, _ request: APIRequest) async -> APIReply {
        do {
            let admitted = try await access?.admit(request, to: route) ?? request
            return try await route.answer(admitted)
        } catch let fault as APIFault {
            return fault.reply
        } catch {
            // Whatever a client sends is answered above, so this is the node's own trouble, or its load.
            logger.log(
                level: error is GatewayBusy ? .debug : .error,
                "cannot answer \(route.method.rawValue) \(route.path): \(error)")
            var reply = APIReply(
                status: 503,
                json: ["message": "the node cannot answer now; try again or ask another one"])
            reply.headers.append(("Retry-After", "1"))
            return reply
        }
    }

    private static let options: APIReply = {
        var reply = APIReply(contentType: "text/plain", text: "")
        reply.status = 204
        reply.headers = [
            ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
            ("Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match"),
            ("Access-Control-Max-Age", "86400"),
        ]
        return reply
    }()
}
