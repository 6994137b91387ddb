// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// The routes that say whether the process lives and the node is ready.
struct HealthRoutes: Sendable {
    let version: String
    let notReadyReasons: @Sendable () async -> [String]

    var routes: [Route] {
        [
            Route(.get, "/livez") { _ in APIReply(json: ["status": "ok"]) },
            Route(.get, "/healthz") { _ in APIReply(json: ["status": "ok"]) },
            Route(.get, "/readyz") { _ in
                let reasons = await notReadyReasons()
                return APIReply(
                    status: reasons.isEmpty ? 200 : 503,
                    json: [
                        "status": .string(reasons.isEmpty ? "ready" : "not ready"),
                        "reasons": .array(reasons.map { .string($0) }),
                    ])
            },
            Route(.get, "/version") { _ in
                APIReply(json: ["name": "outpace", "version": .string(version)])
            },
        ]
    }
}
