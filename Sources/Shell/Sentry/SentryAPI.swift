// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Logging
import NodeCore
import Outpace
import Primitives

/// The routes of the API and what they are made of.
struct SentryAPI: Sendable {
    let gateway: any NodeGateway
    let configuration: SentryConfiguration
    let logger: Logger
    /// The wall clock.
    let now: @Sendable () -> Timestamp
    let remembered: ChannelMemory
    let trees: StateTreeMemory
    let limiter: RateLimiter
    let offers: OfferMemory

    init(
        gateway: any NodeGateway, configuration: SentryConfiguration, logger: Logger,
        rateLimits: any RateLimitStore = ForgetfulRateLimits(),
        now: @escaping @Sendable () -> Timestamp = { WallClock.now() }
    ) {
        self.gateway = gateway
        self.configuration = configuration
        self.logger = logger
        self.now = now
        remembered = ChannelMemory(capacity: configuration.limits.rememberedChannels)
        trees = StateTreeMemory(capacity: configuration.limits.rememberedTrees)
        limiter = RateLimiter(store: rateLimits, bounds: configuration.limits.rateLimits)
        offers = OfferMemory(
            bounds: configuration.limits.bidding, maximumAge: configuration.limits.offersAge)
    }

    var limits: SentryLimits { configuration.limits }

    var routes: RouteTable {
        let health = HealthRoutes(version: configuration.version) {
            await gateway.summary().notReadyReasons
        }
        return RouteTable(
            channelRoutes + stateRoutes + eventRoutes + recordRoutes + health.routes
                + [configurationRoute, peersRoute, bidsRoute, APIDocument(configuration).route],
            access: AccessControl(
                table: .api, address: configuration.address, now: now,
                channel: { await channel($0) }),
            logger: logger)
    }

    private var channelRoutes: [Route] {
        [
            Route(.post, "/channel") { try await add($0) },
            Route(.post, "/channel/validate") { try await validate($0) },
            Route(.get, "/channel/list", isTagged: true) { try await list($0) },
            Route(.get, "/channel/:id/status", isTagged: true) { try await status($0) },
        ]
    }

    private var stateRoutes: [Route] {
        let messages = "/channel/:id/validator-messages"
        return [
            Route(.get, "/channel/:id/tree", isTagged: true) { try await tree($0) },
            Route(.get, "/channel/:id/proof/:address", isTagged: true) { try await proof($0) },
            Route(.get, "/channel/:id/last-approved", isTagged: true) {
                try await lastApproved($0)
            },
            Route(.get, "/channel/:id/state/:sequence") { try await state($0) },
            Route(.get, messages) { try await validatorMessages($0) },
            Route(.get, "\(messages)/:address") { try await validatorMessages($0) },
            Route(.get, "\(messages)/:address/:types") { try await validatorMessages($0) },
            Route(.post, messages) { try await postMessages($0) },
            Route(.get, "/channel/:id/evidence") { try await evidence($0) },
        ]
    }

    private var eventRoutes: [Route] {
        [
            Route(.post, "/channel/events") { try await submit($0, to: nil) },
            Route(.post, "/channel/:id/events") { try await submit($0, to: channelID($0)) },
        ]
    }

    private var configurationRoute: Route {
        Route(.get, "/cfg") { _ in APIReply(json: configuration.json) }
    }

    /// The id that the path names.
    func channelID(_ request: APIRequest) throws(APIFault) -> ChannelID {
        try request.channelID()
    }

    /// The channel that the path names, as it stands now.
    func view(_ request: APIRequest) async throws -> ChannelView {
        let id = try channelID(request)
        guard let view = await gateway.view(of: id) else { throw APIFault.unknownChannel(id) }
        return view
    }

    /// The address that the path names.
    func address(_ request: APIRequest) throws(APIFault) -> Address {
        let text = request.parameters["address"] ?? ""
        guard text.utf8.count >= 40, let address = Address(hex: text) else {
            throw .badRequest(
                "\"\(text.excerpt)\" is not an address; allowed: 40 hexadecimal digits",
                key: "address", source: "path")
        }
        return address
    }
}

extension APIFault {
    /// This node does not hold the channel.
    static func unknownChannel(_ id: ChannelID) -> APIFault {
        .message(404, "this node does not hold the channel \(id)")
    }
}
