// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import NIOCore
import Peering
import Primitives
import Synchronization

/// Puts a fresh session on a socket.
final class SessionFactory: Sendable {
    private let configuration: TransportConfiguration
    private let key: NodeKey
    private let counters: SharedCounters
    private let register: LinkRegister
    private let announced = Mutex<[Bytes]>([])

    init(
        configuration: TransportConfiguration, key: NodeKey, counters: SharedCounters,
        register: LinkRegister
    ) {
        self.configuration = configuration
        self.key = key
        self.counters = counters
        self.register = register
    }

    /// Sets the addresses that peers are told.
    func announce(_ addresses: [Multiaddr]) {
        announced.withLock { $0 = addresses.map(\.bytes) }
    }

    /// Equips a socket that is not connected yet; called on its event loop.
    ///
    /// - Throws: `CancellationError` once the transport is closed.
    func equip(_ channel: any Channel, role: SessionRole) throws -> SessionLink {
        let link = SessionLink(
            number: register.number(), channel: channel, isOutbound: role.isDialer,
            configuration: configuration, counters: counters)
        guard register.add(link) else { throw CancellationError() }
        let handler = SessionHandler(link: link, counters: counters) { channel in
            self.session(role, on: channel)
        }
        try channel.pipeline.syncOperations.addHandler(handler)
        return link
    }

    private func session(_ role: SessionRole, on channel: any Channel) -> Session {
        let secrets = SessionSecrets(
            staticSecret: SecureRandom.secret(32), ephemeralSecret: SecureRandom.secret(32),
            seed: SecureRandom.uint64())
        return Session(
            role: role, key: key, limits: configuration.session, agent: configuration.agent,
            listenAddresses: announced.withLock { $0 },
            observedAddress: channel.remoteAddress.flatMap(Multiaddr.init(socketAddress:))?.bytes,
            secrets: secrets, now: SessionHandler.now)
    }
}
