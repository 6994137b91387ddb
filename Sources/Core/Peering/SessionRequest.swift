// This source file is part of the Outpace project. License: see LICENSE.

/// What this node asks of a peer beside the lanes; the number it is asked with comes back.
public enum SessionRequest: Hashable, Sendable {
    /// Send 32 octets and wait for them to come back, on a stream of its own.
    ///
    /// - Source: libp2p specification, `ping`.
    case ping
    /// Send `upload` zero octets, then have `download` octets sent back; neither is ever held.
    ///
    /// - Source: libp2p specification, `perf`.
    case perf(upload: UInt64, download: UInt64)

    var protocolName: String {
        switch self {
        case .ping: SessionProtocol.ping
        case .perf: SessionProtocol.perf
        }
    }

    /// Whether both open the same kind of stream.
    func isAlike(_ other: SessionRequest) -> Bool { protocolName == other.protocolName }
}

/// What became of a request.
public enum SessionAnswer: Hashable, Sendable {
    /// The octets came back after this long; on a new connection that includes the negotiation.
    case ping(roundTrip: Duration)
    /// All octets went both ways.
    case perf(PerfResult)
}

/// How long a transfer took.
public struct PerfResult: Hashable, Sendable {
    /// Octets that were sent and taken by the peer.
    public let uploadByteCount: UInt64
    /// Octets that came back.
    public let downloadByteCount: UInt64
    /// From the request until the last octet was sent.
    public let uploadDuration: Duration
    /// From then until the last octet had come and the peer had ended the stream.
    public let downloadDuration: Duration

    /// Makes a result of its parts.
    public init(
        uploadByteCount: UInt64, downloadByteCount: UInt64, uploadDuration: Duration,
        downloadDuration: Duration
    ) {
        self.uploadByteCount = uploadByteCount
        self.downloadByteCount = downloadByteCount
        self.uploadDuration = uploadDuration
        self.downloadDuration = downloadDuration
    }
}

/// Why a request has no answer.
public enum RequestFault: Error, Hashable, Sendable {
    /// A request of the kind is under way with the peer, or it does not accept more streams.
    case busy
    /// The peer does not speak the protocol.
    case notSpoken
    /// The peer reset the stream.
    case reset
    /// The peer answered something else than was asked for.
    case wrongAnswer
    /// Nothing moved for too long.
    case timeout
    /// Whoever asked does not want to know any more.
    case cancelled
    /// The session is over.
    case sessionEnded
}
