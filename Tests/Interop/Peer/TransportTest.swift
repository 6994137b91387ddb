// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import Identity
import Logging
import NIOPosix
import Peering
import Primitives
import Synchronization
import Transport

/// One side of libp2p's transport test: the listener tells its address through redis and serves,
/// the dialer reads it, connects, pings, and prints how long that took.
///
/// Named by the environment: `transport`, `muxer`, `security` (what is to be spoken; there is one
/// of each here), `is_dialer`, `ip` (to listen on), `redis_addr`, `test_timeout_seconds`.
///
/// - Source: libp2p test plans, `transport-interop`.
struct TransportTest {
    /// The test cannot be done.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private static let list = "listenerAddr"

    private let isDialer: Bool
    private let listenIP: String
    private let redis: RedisClient
    private let seconds: Int

    init(environment: [String: String]) throws {
        for (name, spoken) in [("transport", "tcp"), ("muxer", "yamux"), ("security", "noise")] {
            guard environment[name] == spoken else {
                throw Fault(
                    description: "\(name) is \(environment[name] ?? "missing"); only \(spoken) is "
                        + "spoken")
            }
        }
        isDialer = environment["is_dialer"] == "true"
        listenIP = environment["ip"] ?? "0.0.0.0"
        redis = try RedisClient(address: environment["redis_addr"] ?? "redis:6379")
        seconds = environment["test_timeout_seconds"].flatMap { Int($0) } ?? 180
    }

    /// Runs to the end of the test; the listener is ended by whoever started it, or by the deadline.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await isDialer ? dial() : listen() }
            tasks.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw Fault(description: "not done within \(seconds) s")
            }
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    private func listen() async throws {
        let key = NodeKey(Secp256k1PrivateKey.generate())
        let service = try await service(
            key, listen: [try Multiaddr(text: "/ip4/\(listenIP)/tcp/0")], peers: [],
            arrivals: nil)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await service.run() }
            let address = "\(service.listenAddresses[0])/p2p/\(key.peerID)"
            try await redis.push(address, to: Self.list)
            try await tasks.waitForAll()
        }
    }

    private func dial() async throws {
        let target = try Multiaddr(text: try await redis.pop(from: Self.list, seconds: seconds))
        let (arrivals, source) = AsyncStream.makeStream(of: PeerID.self)
        let service = try await service(
            NodeKey(Secp256k1PrivateKey.generate()), listen: [], peers: [target], arrivals: source)
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await service.run() }
            guard let peer = await arrivals.first(where: { _ in true }) else {
                throw Fault(description: "the transport ended")
            }
            _ = try await service.ping(peer: peer)
            let whole = (ContinuousClock.now - start) / .milliseconds(1)
            let ping = try await service.ping(peer: peer) / .milliseconds(1)
            // The name of the second field is misspelt in the contract as well.
            print(#"{"handshakePlusOneRTTMillis":\#(whole),"pingRTTMilllis":\#(ping)}"#)
            service.close()
            tasks.cancelAll()
        }
    }

    private func service(
        _ key: NodeKey, listen: [Multiaddr], peers: [Multiaddr],
        arrivals: AsyncStream<PeerID>.Continuation?
    ) async throws -> TransportService {
        let configuration = TransportConfiguration(listen: listen, peers: peers)
        return try await TransportService(
            configuration: configuration, key: key, handler: Arrivals(source: arrivals),
            group: .singleton,
            logger: Logger(label: "interop") { StreamLogHandler.standardError(label: $0) })
    }
}

/// Tells who is connected and passes over everything else.
private struct Arrivals: PeerHandler {
    let source: AsyncStream<PeerID>.Continuation?

    func opened(
        _ peer: PeerID, isOutbound: Bool, address: Bytes?, handshakeHash: Bytes
    ) async { source?.yield(peer) }
    func closed(_ peer: PeerID) async {}
    func ready(_ lane: SessionLane, protocolName: String, with peer: PeerID) async {}
    func unready(_ lane: SessionLane, with peer: PeerID) async {}
    func heard(_ message: Bytes, on lane: SessionLane, from peer: PeerID) async -> Bool { true }
}
