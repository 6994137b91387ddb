// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Logging
import NIOPosix
import Primitives
import Testing
import Transport

/// A transport on a port of its own with a log for an owner.
struct TestNode: Sendable {
    let key: NodeKey
    let log: PeerLog
    let service: TransportService

    var id: PeerID { key.peerID }
    var address: Multiaddr { service.listenAddresses[0] }
    var port: UInt16 { address.dialTarget?.port ?? 0 }

    static var anyPort: Multiaddr { get throws { try Multiaddr(text: "/ip4/127.0.0.1/tcp/0") } }

    static var group: MultiThreadedEventLoopGroup { .singleton }

    /// Starts to listen; pauses are short unless `configure` says otherwise.
    init(
        key: NodeKey = TestNode.anyKey, log: PeerLog = PeerLog(), listen: Multiaddr? = nil,
        peers: [Multiaddr] = [], configure: (inout TransportConfiguration) -> Void = { _ in }
    ) async throws {
        var configuration = TransportConfiguration(
            listen: [try listen ?? Self.anyPort], peers: peers)
        configuration.firstPause = .milliseconds(5)
        configuration.lastPause = .milliseconds(40)
        configuration.stableDuration = .zero
        configure(&configuration)
        self.key = key
        self.log = log
        service = try await TransportService(
            configuration: configuration, key: key, handler: log, group: Self.group,
            logger: Logger(label: "test"))
    }

    static var anyKey: NodeKey { NodeKey(Secp256k1PrivateKey.generate()) }

    /// Two keys, the smaller peer id first.
    static var orderedKeys: (smaller: NodeKey, larger: NodeKey) {
        let keys = [anyKey, anyKey].sorted { $0.peerID < $1.peerID }
        return (keys[0], keys[1])
    }
}

/// Runs nodes while `body` runs; returns when all of them have stopped.
func running<Result: Sendable>(
    _ nodes: TestNode..., body: @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        for node in nodes { tasks.addTask { try await node.service.run() } }
        defer { for node in nodes { node.service.close() } }
        let result = try await body()
        for node in nodes { node.service.close() }
        try await tasks.waitForAll()
        return result
    }
}

/// Returns once the condition holds; looks again whenever other tasks had their turn.
func eventually(_ condition: () -> Bool) async throws {
    while !condition() {
        try Task.checkCancellation()
        try await Task.sleep(for: .milliseconds(1))
    }
}
