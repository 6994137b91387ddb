// This source file is part of the Outpace project. License: see LICENSE.

package import Identity

/// Everything an operator decides about a node, checked.
///
/// All paths are absolute. Made by `NodeConfiguration.load`.
package struct NodeConfiguration: Sendable {
    /// Where the key is.
    package struct KeySource: Hashable, Sendable {
        /// The key file: plain, or a keystore.
        package let file: String
        /// The file with the keystore's password; nil when there is none.
        package let passwordFile: String?
        /// The password from the environment, as AdEx has it in `KEYSTORE_PWD`; nil when unset.
        package let password: String?
    }

    /// The peer-to-peer side.
    package struct Network: Hashable, Sendable {
        /// Where to listen: IP and TCP port each.
        package let listen: [Multiaddr]
        /// The peer list: host, TCP port and peer id each.
        package let peers: [Multiaddr]
        /// Peers connected at once.
        package let maxConnections: Int
        /// Whether peers may measure the connection with `/perf/1.0.0`.
        package let servesPerf: Bool
    }

    /// How log lines look.
    package enum LogFormat: String, Sendable {
        /// One line of text.
        case text
        /// One JSON object per line.
        case json
    }

    /// Bounds; the catalogue of keys says what each is for.
    package struct Limits: Hashable, Sendable {
        /// Channels this node holds.
        package let channels: Int
        /// Events waiting per channel.
        package let eventsPerChannel: Int
        /// Octets of events waiting per channel.
        package let eventBytesPerChannel: Int
        /// Octets of a request's body.
        package let requestBodyBytes: Int
        /// How long a request may take.
        package let requestTime: Duration
        /// HTTP connections at once.
        package let apiConnections: Int
        /// Submissions waiting for the node's loop.
        package let submissions: Int
        /// Inputs from peers waiting for the node's loop.
        package let inputs: Int
        /// Octets waiting per peer and class of the direct lane.
        package let laneQueueBytes: Int
        /// Octets of gossip waiting per connection.
        package let gossipSendQueueBytes: Int
        /// Octets of the direct lane waiting per connection.
        package let directSendQueueBytes: Int
        /// How long a new connection may take to be secured.
        package let handshakeTime: Duration
        /// Signatures per second that are checked for one peer.
        package let signatureChecksPerSecond: Int
        /// How long work in progress may take to end after a stop signal.
        package let shutdownTime: Duration
    }

    /// Where the node keeps its files.
    package let home: String
    /// Where the key is.
    package let key: KeySource
    /// The peer-to-peer side.
    package let network: Network
    /// Where the API listens.
    package let apiListen: ListenAddress
    /// Proxies whose forwarded addresses are believed, as IP addresses.
    package let trustedProxies: [String]
    /// Where metrics and the dashboard listen.
    package let metricsListen: ListenAddress
    /// The node's database file.
    package let databasePath: String
    /// The ledger's database file.
    package let ledgerPath: String
    /// How often this validator says that it is there.
    package let heartbeatInterval: Duration
    /// After how much silence a validator is offline.
    package let offlineAfter: Duration
    /// The least severe log level, by the names of swift-log.
    package let logLevel: String
    /// How log lines look.
    package let logFormat: LogFormat
    /// Bounds.
    package let limits: Limits
}
