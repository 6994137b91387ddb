// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import JSON
import Primitives

/// `testnet.json`: what a local network consists of.
struct TestnetFile: Hashable, Sendable {
    /// One node: where it lives and who it is.
    struct Node: Hashable, Sendable {
        /// The home, as an absolute path.
        let home: String
        let address: String
        let peerID: String
        /// The multiaddress that peers dial, with the peer id.
        let peerToPeer: String
        let api: HTTPOrigin
        let metrics: HTTPOrigin
    }

    /// The file's name in the network's folder.
    static let name = "testnet.json"

    let nodes: [Node]
    let channels: [ChannelID]

    var json: JSONValue {
        let nodes = nodes.map { node -> JSONValue in
            [
                "home": .string(node.home), "address": .string(node.address),
                "peerId": .string(node.peerID), "p2p": .string(node.peerToPeer),
                "api": .string(node.api.description), "metrics": .string(node.metrics.description),
            ]
        }
        return [
            "nodes": .array(nodes), "channels": .array(channels.map { .string($0.description) }),
        ]
    }

    init(nodes: [Node], channels: [ChannelID]) {
        self.nodes = nodes
        self.channels = channels
    }

    /// Reads the file in a network's folder.
    init(folder: String) throws {
        let path = "\(folder)/\(Self.name)"
        let object = try InputFile.object(path)
        let damaged = CommandFailure("\(path) is damaged; make the network anew in another folder")
        nodes = try (object["nodes"]?.array ?? []).map { value in
            let node = value.object
            guard let home = node?["home"]?.string, let address = node?["address"]?.string,
                let peer = node?["peerId"]?.string, let peerToPeer = node?["p2p"]?.string,
                let api = node?["api"]?.string, let metrics = node?["metrics"]?.string
            else { throw damaged }
            return Node(
                home: home, address: address, peerID: peer, peerToPeer: peerToPeer,
                api: try HTTPOrigin(api), metrics: try HTTPOrigin(metrics))
        }
        channels = try (object["channels"]?.array ?? []).map { value in
            guard let id = value.string.flatMap({ ChannelID(hex: $0) }) else { throw damaged }
            return id
        }
        guard !nodes.isEmpty, !channels.isEmpty else { throw damaged }
    }
}
