// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Gossip
import Identity
import NodeCore
import Outpace
import Primitives
import Sentry
import Storage
import Transport
import ValidatorMessages

/// The node as the sentry sees it: questions are answered between two batches of the loop, and a
/// submission only after its commit.
struct Gateway: NodeGateway {
    let inbox: Inbox
    let tickets: TicketTable
    let database: NodeDatabase
    let chain: any ChainAdapter
    let transport: TransportService
    let identity: (address: Address, peerID: PeerID)
    let startedAt: Instant
    let configuredPeerCount: Int

    func submit(
        _ records: [EventRecord], refusingHidden: Bool
    ) async throws -> SubmissionAnswer {
        try await ask { .submitted(records, refusingHidden: refusingHidden, ticket: $0) }
    }

    func setPrice(
        _ price: Amount, perPublisher: [Balances.Entry], of channel: ChannelID
    ) async throws -> SubmissionAnswer {
        try await ask { .priced(channel, price: price, perPublisher: perPublisher, ticket: $0) }
    }

    func setRules(_ rules: Bytes, of channel: ChannelID) async throws -> SubmissionAnswer {
        try await ask { .retargeted(channel, rules: rules, ticket: $0) }
    }

    /// Hands the node what it answers under a ticket, after the commit.
    private func ask(_ input: (UInt64) -> NodeInput) async throws -> SubmissionAnswer {
        guard let (ticket, reply) = tickets.open() else { throw GatewayBusy() }
        guard await inbox.send(.input(input(ticket))) else {
            tickets.resolve(ticket, with: nil)
            throw Self.stopping
        }
        guard let answer = await reply.value() else { throw Self.stopping }
        return answer
    }

    func add(_ channel: PaymentChannel) async throws -> Bool {
        guard await view(of: channel.id) == nil else { return false }
        await inbox.send(.input(.channelAdded(channel)))
        await inbox.send(.input(.chain(channel.id, try await chain.state(of: channel.id))))
        guard await view(of: channel.id) != nil else {
            guard let limit = await inspect({ node, _ in node.channelLimit }) else {
                throw Self.stopping
            }
            throw ChannelsFull(limit: limit)
        }
        return true
    }

    func channelIDs() async -> [ChannelID] { await inspect { node, _ in node.channelIDs } ?? [] }

    func view(of channel: ChannelID) async -> ChannelView? {
        await inspect { node, now in node.view(of: channel, at: now) } ?? nil
    }

    func offers(after version: UInt64) async -> OfferChanges {
        await inspect { node, _ in node.offers(after: version) }
            ?? OfferChanges(version: version, offers: [])
    }

    func messages(
        of channel: ChannelID, query: MessageQuery
    ) async throws -> [StoredMessage] {
        try await database.messages(of: channel, query: query)
    }

    func chainState(of channel: ChannelID) async throws -> ChainState {
        try await chain.state(of: channel)
    }

    func remaining(of channel: ChannelID) async throws -> Amount? {
        try await chain.remaining(of: channel)
    }

    func summary() async -> NodeSummary {
        let view = await inspect { node, _ in
            (
                lanes: node.connectedPeers.filter { node.laneBacklog(of: $0) != nil },
                gossip: node.gossip.peers
            )
        }
        let laned = Set(view?.lanes ?? [])
        let reports = Dictionary(
            (view?.gossip ?? []).map { ($0.peer, $0) }, uniquingKeysWith: { first, _ in first })
        let peers = transport.peers.map {
            NodeSummary.Peer(
                peerID: $0.peer, address: $0.peer.address, isOutbound: $0.isOutbound,
                hasLane: laned.contains($0.peer), roundTrip: $0.roundTrip,
                gossip: reports[$0.peer])
        }
        let uptime = SystemClock().now.instant.duration(since: startedAt)
        return NodeSummary(
            address: identity.address, peerID: identity.peerID,
            listenAddresses: transport.listenAddresses.map { "\($0)/p2p/\(identity.peerID)" },
            configuredPeerCount: configuredPeerCount, peers: peers, uptime: uptime,
            notReadyReasons: view == nil ? ["the node is stopping"] : reasons(peers))
    }

    private func reasons(_ peers: [NodeSummary.Peer]) -> [String] {
        guard configuredPeerCount > 0, peers.isEmpty else { return [] }
        return ["no peer of the peer list is connected"]
    }

    /// Looks at the node; nil once it has stopped.
    func inspect<Value: Sendable>(
        _ look: @escaping @Sendable (Node, Moment) -> Value
    ) async -> Value? {
        let reply = Reply<Value?>()
        let isTaken = await inbox.send(
            .inspection { reply.fill($0.map { look($0.node, $0.now) }) })
        return isTaken ? await reply.value() : nil
    }

    private static var stopping: DaemonError {
        DaemonError(
            code: .stopping, message: "the node is stopping; send the request to another validator")
    }
}
