// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
package import Identity
package import Logging
import NIOCore
package import NIOPosix
package import Peering
package import Primitives

/// Sockets: listens, dials, and keeps one session with every peer it can reach.
///
/// Each connection is a child task of `run`. Messages to peers are handed to their session without
/// waiting; the session's queues are bounded and what they do not take is counted.
package final class TransportService: Sendable {
    let configuration: TransportConfiguration
    let key: NodeKey
    let handler: any PeerHandler
    let group: MultiThreadedEventLoopGroup
    let logger: Logger
    let table: PeerTable
    let guests: GuestLimiter
    let gate: HandshakeGate
    let factory: SessionFactory
    let shared = SharedCounters()
    private let configuredPeers: Set<PeerID>
    private let learnt: LearntPeers
    let register = LinkRegister()
    private let listeners: [Listener]
    private let stopping = Latch()

    /// The addresses that are listened on, ports as the system chose them.
    package let listenAddresses: [Multiaddr]

    /// Binds every listen address, so that a taken port is known before anything runs.
    ///
    /// - Throws: `TransportError` that names the address and what to do.
    package init(
        configuration: TransportConfiguration, key: NodeKey, handler: any PeerHandler,
        group: MultiThreadedEventLoopGroup, logger: Logger
    ) async throws(TransportError) {
        self.configuration = configuration
        self.key = key
        self.handler = handler
        self.group = group
        self.logger = logger
        table = PeerTable(own: key.peerID)
        guests = GuestLimiter(
            totalLimit: configuration.connectionsLimit,
            addressLimit: configuration.connectionsPerAddressLimit)
        gate = HandshakeGate(limit: configuration.handshakesLimit)
        configuredPeers = Set(configuration.peers.compactMap(\.peerID))
        learnt = LearntPeers(limit: configuration.learntPeersLimit)
        factory = SessionFactory(
            configuration: configuration, key: key, counters: shared, register: register)
        var listeners: [Listener] = []
        do throws(TransportError) {
            for address in configuration.listen {
                listeners.append(
                    try await Listener(
                        on: address, factory: factory, gate: gate, counters: shared,
                        group: group))
            }
        } catch {
            for listener in listeners { listener.close() }
            throw error
        }
        self.listeners = listeners
        listenAddresses = listeners.map(\.address)
        factory.announce(listenAddresses)
    }

    /// What was counted so far.
    package var counters: TransportCounters { shared.snapshot }

    /// The connected peers with the direction and last round trip of each, ascending.
    package var peers: [(peer: PeerID, isOutbound: Bool, roundTrip: Duration?)] {
        table.peers.map { ($0.id, $0.isOutbound, $0.roundTrip) }
    }

    /// The connected peers and what is known of each, ascending.
    package var connectedPeers: [ConnectedPeer] { table.peers }

    /// Hands messages to a peer's session, in order; a peer that is gone gets none.
    ///
    /// - Parameter session: the handshake hash that `PeerHandler.opened` told: what was meant for a
    ///   session that is over is dropped and counted, and never reaches the next one. Nil sends on
    ///   whatever session there is.
    package func send(
        _ messages: [(lane: SessionLane, message: Bytes)], to peer: PeerID,
        session: Bytes? = nil
    ) {
        guard let link = table.openLink(of: peer, session: session) else {
            shared.update { counters in
                counters.messagesDropped += UInt64(messages.count)
                if session != nil { counters.messagesOutdated += UInt64(messages.count) }
            }
            return
        }
        link.send(messages)
    }

    /// Ends the session with a peer.
    ///
    /// - Parameter draining: whether what is queued for it may leave first, for two seconds at most;
    ///   not for a peer that is refused.
    package func disconnect(_ peer: PeerID, draining: Bool = true) {
        table.openLink(of: peer)?.close(draining: draining)
    }

    /// Dials a validator that is not in the peer list, now and whenever it is gone.
    package func learn(_ addresses: [Multiaddr], of peer: PeerID) {
        guard peer != key.peerID, !configuredPeers.contains(peer) else { return }
        learnt.learn(addresses, of: peer)
    }

    /// Listens and dials until the task is cancelled or `close` is called, once.
    ///
    /// Returns when every socket is closed and the owner was told of the end of every session.
    ///
    /// - Throws: `TransportError` when a listening socket fails.
    package func run() async throws {
        defer { close() }
        try await withThrowingDiscardingTaskGroup { tasks in
            for listener in listeners {
                tasks.addTask { try await self.serve(listener) }
            }
            for (peer, addresses) in dialPlan {
                tasks.addTask { await self.keepDialling(peer) { addresses } }
            }
            tasks.addTask { await self.dialLearntPeers() }
            await stopping.wait()
            tasks.cancelAll()
            for listener in listeners { await listener.stop() }
            await register.drain()
        }
    }

    /// Stops listening, closes every connection and ends `run`.
    package func close() {
        stopping.open()
        for listener in listeners { listener.close() }
        register.close()
    }

    /// Whether somebody told us to expect this peer.
    func isKnown(_ peer: PeerID) -> Bool {
        configuredPeers.contains(peer) || learnt.contains(peer)
    }

    /// Whom to dial: the addresses of one peer together, an address without a peer on its own.
    private var dialPlan: [(peer: PeerID?, addresses: [Multiaddr])] {
        var plan: [(peer: PeerID?, addresses: [Multiaddr])] = []
        for address in configuration.peers {
            guard let peer = address.peerID else {
                plan.append((nil, [address]))
                continue
            }
            guard peer != key.peerID else { continue }
            if let index = plan.firstIndex(where: { $0.peer == peer }) {
                plan[index].addresses.append(address)
            } else {
                plan.append((peer, [address]))
            }
        }
        return plan
    }

    private func serve(_ listener: Listener) async throws(TransportError) {
        await listener.start()
        await withDiscardingTaskGroup { tasks in
            for await link in listener.arrivals {
                tasks.addTask { _ = await Connection(link: link, service: self).run() }
            }
        }
        guard Task.isCancelled || stopping.isOpen else {
            throw TransportError(
                code: .listen,
                message: "the socket that listened on \(listener.address) was closed; start again",
                cause: nil)
        }
    }

    private func dialLearntPeers() async {
        await withDiscardingTaskGroup { tasks in
            for await peer in learnt.arrivals {
                tasks.addTask {
                    await self.keepDialling(peer) { self.learnt.addresses(of: peer) }
                }
            }
        }
    }
}
