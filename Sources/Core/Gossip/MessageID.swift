// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The name of a gossip message: its author and the author's number for it.
///
/// The default of go and python; every participant of a mesh must use one function. Names in IHAVE
/// and IWANT of foreign nodes may be any octets.
public struct MessageID: Hashable, Comparable, Sendable {
    /// The longest name that a message can have, in octets.
    public static let byteLimit = PeerID.byteLimit + Message.sequenceNumberByteLimit

    /// `from || seqno`.
    public let bytes: Bytes

    /// Wraps octets that name a message.
    public init(bytes: Bytes) { self.bytes = bytes }

    /// The name of the message that `author` numbered.
    public init(from author: PeerID, sequenceNumber: Bytes) {
        bytes = author.bytes + sequenceNumber
    }

    // Safety: the buffer is only read inside the call. One combination instead of one per octet.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    public static func < (left: MessageID, right: MessageID) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
