// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Chain
import Cryptography
import Foundation
import Identity
import JSON
import Keystore
import NodeCore
import Outpace
import Primitives
import Settings
import Storage

/// A local network that is about to be made: homes that know each other, and channels that all of them
/// validate, open in one ledger.
struct TestnetPlan {
    /// Ports of node i start at the base plus ten times i.
    static let portStride = 10

    /// The network's folder, as an absolute path.
    let folder: String
    let channelCount: Int
    let basePort: Int
    private let keys: [Secp256k1PrivateKey]
    /// The advertiser of all channels.
    private let creator = Secp256k1PrivateKey.generate()

    /// Draws fresh keys.
    init(folder: String, validators: Int, channels: Int, basePort: Int) {
        self.folder = folder
        channelCount = channels
        self.basePort = basePort
        keys = (0..<validators).map { _ in Secp256k1PrivateKey.generate() }
    }

    /// Writes everything; refuses a folder that holds something.
    func write() async throws -> TestnetFile {
        try makeFolder()
        let nodes = try keys.indices.map(node)
        let now = NodeDatabase.systemClock()
        let channels = try (0..<channelCount).map { number in
            try TestnetChannel(
                number: number, validators: keys.map(\.address), apis: nodes.map(\.api),
                creator: creator.address
            )
            .make(at: now)
        }
        for (index, node) in nodes.enumerated() {
            try write(node, index: index, peers: nodes.map(\.peerToPeer))
        }
        try await open(channels)
        for node in nodes { try await hold(channels, in: node) }
        let file = TestnetFile(nodes: nodes, channels: channels.map(\.id))
        try PrivateFile.create("\(folder)/\(TestnetFile.name)", file.json.serialized() + [0x0a])
        return file
    }

    private func makeFolder() throws {
        let files = FileManager.default
        let held = (try? files.contentsOfDirectory(atPath: folder)) ?? []
        guard held.isEmpty else {
            throw CommandFailure(
                "\(folder) is not empty; choose another --output, or give --run alone to run the "
                    + "network that is there")
        }
        do {
            try files.createDirectory(
                atPath: folder + "/channels", withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("cannot make the folder \(folder): \(error.localizedDescription)")
        }
    }

    private func node(_ index: Int) throws -> TestnetFile.Node {
        let identity = NodeKey(keys[index])
        let port = basePort + Self.portStride * index
        return TestnetFile.Node(
            home: "\(folder)/node\(index)", address: identity.address.checksummed,
            peerID: identity.peerID.base58,
            peerToPeer: "/ip4/127.0.0.1/tcp/\(port)/p2p/\(identity.peerID.base58)",
            api: try HTTPOrigin("http://127.0.0.1:\(port + 1)"),
            metrics: try HTTPOrigin("http://127.0.0.1:\(port + 2)"))
    }

    private func write(_ node: TestnetFile.Node, index: Int, peers: [String]) throws {
        let port = basePort + Self.portStride * index
        var plan = HomePlan(folder: node.home, key: keys[index])
        plan.settings = [
            "network.listen": .list(["/ip4/127.0.0.1/tcp/\(port)"]),
            "network.peers": .list(peers.filter { $0 != node.peerToPeer }),
            "api.listen": .text("127.0.0.1:\(port + 1)"),
            "metrics.listen": .text("127.0.0.1:\(port + 2)"),
            "chain.url": .text("sqlite:../ledger.db"),
        ]
        try plan.write()
    }

    /// Opens the channels in the shared ledger with their creator's key, and writes that and their
    /// descriptions.
    private func open(_ channels: [PaymentChannel]) async throws {
        try KeyFile.create(folder + "/creator.key", key: creator)
        let ledger = try LedgerChain(path: folder + "/ledger.db")
        for channel in channels {
            try await ledger.open(channel, by: ledger.caller(creator, for: .open(channel.id)))
            try PrivateFile.create("\(folder)/channels/\(channel.id).json", channel.json + [0x0a])
        }
        try ledger.close()
    }

    private func hold(_ channels: [PaymentChannel], in node: TestnetFile.Node) async throws {
        let database = try NodeDatabase.open(at: node.home + "/outpace.db")
        try await database.append(channels.map { .channelAdded($0) })
        try database.close()
    }
}
