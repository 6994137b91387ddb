// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The name of a gossip message: its author and the author's number for it.
///
/// The default of go and python; every participant of a mesh must use one function. Names in IHAVE
/// and IWANT of foreign nodes may be any octets.
public struct MessageID: Hashable, Comparable, Sendable {
    /// The longest name that a message can have, in octets.
    public static let byteLimit = PeerID.byteLimit + Message.sequenceNumberByteLimit

    /// The octets when they are few, as those of secp256k1 keys are: `from || seqno`.
    private let short: InlineBytes?
    /// The octets when they are not; else empty.
    private let long: Bytes

    /// Wraps octets that name a message.
    public init(bytes: some Collection<UInt8>) {
        short = InlineBytes(bytes)
        long = short == nil ? Bytes(bytes) : []
    }

    /// The name of the message that `author` numbered.
    public init(from author: PeerID, sequenceNumber: Bytes) {
        short = author.withUnsafeBytes { InlineBytes($0, sequenceNumber) }
        long = short == nil ? author.bytes + sequenceNumber : []
    }

    /// `from || seqno`.
    public var bytes: Bytes { short?.bytes ?? long }

    /// How many octets there are.
    public var byteCount: Int { short?.count ?? long.count }

    /// Calls `body` with the octets.
    public func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        if let short { return try short.withUnsafeBytes(body) }
        return try long.withUnsafeBytes(body)
    }

    /// Hashes the octets.
    public func hash(into hasher: inout Hasher) {
        // What is short is never also long, so equal names are hashed alike.
        if let short { return short.hash(into: &hasher) }
        hasher.combine(octets: long)
    }

    /// By their octets, as unsigned numbers.
    public static func < (left: MessageID, right: MessageID) -> Bool {
        if let left = left.short, let right = right.short { return left < right }
        return left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
