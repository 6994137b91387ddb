// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds of a multiplexer.
public struct YamuxLimits: Sendable {
    /// The window every stream starts with, fixed by the protocol.
    public static let initialWindowByteCount: UInt32 = 256 * 1024

    /// The window we grant on each stream at first, in octets; not below the initial one.
    ///
    /// A larger one is announced when the stream opens; one window per round trip is the top speed.
    public var receiveWindowByteCount: UInt32 = initialWindowByteCount
    /// What a stream's window doubles up to while its peer uses it up, in octets; as go's.
    public var grownWindowByteLimit: UInt32 = 16 * 1024 * 1024
    /// What all windows of a session may have grown by together, in octets.
    ///
    /// Data goes to its owner as it comes, so this bounds what is under way on the network, and with
    /// it how long other streams wait behind bulk.
    public var windowGrowthByteLimit: UInt32 = 32 * 1024 * 1024
    /// The longest data frame we send while several streams have something to send, in octets: short
    /// frames let small messages overtake bulk.
    public var sentFrameByteLimit = 16 * 1024
    /// The longest data frame we send while one stream alone has something to send, in octets: with
    /// its header it fills a Noise message.
    public var loneFrameByteLimit = 65_519 - FrameHeader.byteCount
    /// The longest data frame we accept, in octets; rust-yamux has the same bound.
    public var receivedFrameByteLimit: UInt32 = 1024 * 1024
    /// How many streams the peer may hold open; more are refused one by one.
    public var inboundStreamLimit = 256
    /// How many of our streams may wait for the peer's acknowledgement.
    public var unacknowledgedStreamLimit = 256
    /// How many streams over the limit the peer may try before the session ends.
    public var refusedStreamLimit = 1024
    /// How many octets of answers may wait for the socket: 4096 frames of twelve octets.
    public var controlByteLimit = 48 * 1024
    /// How many of the peer's newest stream numbers are known one by one; older ones count as used.
    ///
    /// An honest opening may be overtaken by those of other streams: by far fewer than this, as no
    /// more than 256 of them wait for an acknowledgement. One bit each.
    public var rememberedNumberCount = 2048

    /// The bounds the node runs with.
    public init() {}
}
