// This source file is part of the Outpace project. License: see LICENSE.

/// A version of the gossipsub protocol that a peer speaks with us.
///
/// - Source: libp2p specification, `gossipsub` v1.0, v1.1, v1.2.
public enum GossipVersion: UInt8, CaseIterable, Comparable, Sendable {
    /// Meshes, advertisements and requests.
    case v10
    /// Backoffs, scores, peer exchange.
    case v11
    /// Peers say which messages they need not be sent.
    case v12

    /// The name of the protocol in a negotiation.
    public var protocolName: String {
        switch self {
        case .v10: "/meshsub/1.0.0"
        case .v11: "/meshsub/1.1.0"
        case .v12: "/meshsub/1.2.0"
        }
    }

    /// The names of all versions, the best first: what is offered when a stream is opened.
    public static let protocolNames = allCases.reversed().map(\.protocolName)

    /// The version with this protocol name; nil for any other name.
    public init?(protocolName: String) {
        guard let version = Self.allCases.first(where: { $0.protocolName == protocolName }) else {
            return nil
        }
        self = version
    }

    /// The older version comes first.
    public static func < (left: GossipVersion, right: GossipVersion) -> Bool {
        left.rawValue < right.rawValue
    }
}
