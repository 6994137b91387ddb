// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Identity
import Logging
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

@testable import Sentry

/// A gateway to a node without a network or a disk.
actor SampleGateway: NodeGateway {
    private var node: Node
    private let moment: Moment
    private let chain: ChainState
    private let stored: [StoredMessage]
    private let notReady: [String]
    private let board: OfferBoard?
    private(set) var submitted: [EventRecord] = []
    private(set) var said: [Statement] = []
    /// What it stored of events.
    var records: SampleRecords

    init(
        holding channels: [ChannelSnapshot] = [], chain: ChainState = .active,
        parameters: NodeParameters = NodeParameters(), stored: [StoredMessage] = [],
        notReady: [String] = [], records: SampleRecords = SampleRecords(),
        board: OfferBoard? = nil, now: Timestamp = Sample.now
    ) throws {
        var snapshot = NodeSnapshot()
        snapshot.channels = channels
        moment = Moment(instant: .zero, timestamp: now)
        node = Node(
            key: try Sample.key(1), parameters: parameters, restoring: snapshot, seed: 1,
            at: moment)
        for channel in channels { _ = node.step(.chain(channel.channel.id, chain), at: moment) }
        self.chain = chain
        self.stored = stored
        self.notReady = notReady
        self.board = board
        self.records = records
    }

    func submit(
        _ records: [EventRecord], refusingHidden: Bool
    ) throws -> SubmissionAnswer {
        submitted += records
        let input = NodeInput.submitted(records, refusingHidden: refusingHidden, ticket: 1)
        for effect in node.step(input, at: moment) {
            if case .answer(1, let answer) = effect { return answer }
        }
        throw SentryError(code: .listenerFailed, message: "no answer", cause: nil)
    }

    /// Has the leader say so many prices for every channel.
    func say(prices count: Int) throws {
        for channel in node.channelIDs {
            for number in 0..<count {
                let price = Amount(UInt64(1 + number % 9))
                _ = try setPrice(price, perPublisher: [], of: channel)
            }
        }
    }

    func setPrice(
        _ price: Amount, perPublisher: [Balances.Entry], of channel: ChannelID
    ) throws -> SubmissionAnswer {
        try answer(
            to: .priced(channel, price: price, perPublisher: perPublisher, ticket: 2))
    }

    private func answer(to input: NodeInput) throws -> SubmissionAnswer {
        let effects = node.step(input, at: moment)
        for case .persist(.channel(_, .statement(let statement))) in effects {
            said.append(statement.statement)
        }
        for case .answer(2, let answer) in effects { return answer }
        throw SentryError(code: .listenerFailed, message: "no answer", cause: nil)
    }

    func setRules(_ rules: Bytes, of channel: ChannelID) throws -> SubmissionAnswer {
        try answer(to: .retargeted(channel, rules: rules, ticket: 2))
    }

    func add(_ channel: PaymentChannel) throws -> Bool {
        guard node.channelIDs.count < node.channelLimit else {
            throw ChannelsFull(limit: node.channelLimit)
        }
        return !node.step(.channelAdded(channel), at: moment).isEmpty
    }

    func channelIDs() -> [ChannelID] { node.channelIDs }

    /// Lets the node say its heartbeat.
    func beat() { _ = node.step(.woke, at: moment.advanced(by: .seconds(2))) }

    func view(of channel: ChannelID) -> ChannelView? { node.view(of: channel, at: moment) }

    func offers(after version: UInt64) async -> OfferChanges {
        await board?.offers(after: version) ?? node.offers(after: version)
    }

    func messages(of channel: ChannelID, query: MessageQuery) -> [StoredMessage] {
        let found = stored.filter { message in
            message.statement.statement.channel == channel
                && (query.author ?? message.statement.authorAddress)
                    == message.statement.authorAddress
                && (query.kinds.isEmpty || query.kinds.contains(message.statement.statement.kind))
                && message.cursor < query.before ?? .max
        }
        return Array(found.sorted { $0.cursor > $1.cursor }.prefix(query.limit))
    }

    func chainState(of channel: ChannelID) -> ChainState { chain }

    func remaining(of channel: ChannelID) -> Amount? { chain == .active ? Amount(940) : nil }

    func summary() -> NodeSummary {
        NodeSummary(
            address: node.key.address, peerID: node.key.peerID, listenAddresses: [],
            configuredPeerCount: 0, peers: [], uptime: .zero, notReadyReasons: notReady)
    }
}

extension SampleGateway {
    /// Holds the sample channel, with its approved state or without one.
    static func holdingSample(
        approved: Bool = false, stored: [StoredMessage] = [], waiting: [EventRecord] = [],
        records: SampleRecords = SampleRecords()
    ) throws
        -> SampleGateway
    {
        var snapshot = ChannelSnapshot(channel: try Sample.channel())
        if approved { snapshot.approved = try Sample.approved(snapshot.channel) }
        snapshot.pending = waiting.map { ($0, isObserved: true) }
        return try SampleGateway(holding: [snapshot], stored: stored, records: records)
    }
}

/// The API over a gateway, asked in process; what it is asked and answers is held to its document.
struct SampleAPI {
    let routes: RouteTable
    let limiter: RateLimiter
    let contract: APIContract

    init(
        _ gateway: SampleGateway, now: Timestamp = Sample.now,
        rateLimits: any RateLimitStore = ForgetfulRateLimits(),
        configure: (inout SentryConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = SentryConfiguration(
            address: try Sample.key(1).address, version: "1.2.3")
        configure(&configuration)
        var logger = Logger(label: "sentry")
        logger.logLevel = .critical
        let api = SentryAPI(
            gateway: gateway, configuration: configuration, logger: logger,
            rateLimits: rateLimits, now: { now })
        routes = api.routes
        limiter = api.limiter
        contract = APIContract(configuration, routes: routes)
    }

    func get(
        _ target: String, ifNoneMatch: String? = nil, token: String? = nil
    ) async -> APIReply {
        var request = APIRequest(.get, target)
        request.ifNoneMatch = ifNoneMatch
        request.authorization = token.map { "Bearer \($0)" }
        return await answer(request)
    }

    func post(
        _ target: String, _ body: String, token: String? = nil, from client: String? = nil
    ) async -> APIReply {
        var request = APIRequest(.post, target)
        request.authorization = token.map { "Bearer \($0)" }
        request.submitter.client = client.flatMap { ClientAddress($0) }
        request.body = Bytes(body.utf8)
        return await answer(request)
    }

    func answer(_ request: APIRequest) async -> APIReply {
        let reply = await routes.answer(request)
        contract.check(request, reply)
        return reply
    }
}
