// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import JSON
import Peering
import Primitives
import Transport

/// How a driven peer differs from a node.
struct PeerSettings: Sendable {
    /// In no mesh: it prunes whoever grafts it and grafts nobody, so it lives on what it is told of
    /// by IHAVE.
    var isMeshless = false
    /// The longest RPC that it sends and takes, in octets.
    var rpcByteLimit: Int?

    /// Reads the JSON object in the first argument.
    init(arguments: [String]) throws {
        guard arguments.count > 1 else { return }
        let json = try JSONParser.parse(Bytes(arguments[1].utf8), limits: .standard).object
        isMeshless = json?["meshless"]?.bool ?? false
        rpcByteLimit = json?["rpcByteLimit"]?.uint64.map { Int(clamping: $0) }
    }

    /// What the router works with.
    var gossip: GossipParameters {
        var parameters = GossipParameters.standard
        guard isMeshless else { return parameters }
        parameters.degree = 0
        parameters.degreeLow = 0
        parameters.degreeHigh = 0
        parameters.degreeOutbound = 0
        parameters.degreeScore = 0
        return parameters
    }

    /// What the transport works with; it dials nobody of its own accord.
    func apply(to configuration: inout TransportConfiguration) {
        configuration.session.servesPerf = true
        if let rpcByteLimit { configuration.session.gossipMessageByteLimit = rpcByteLimit }
    }
}
