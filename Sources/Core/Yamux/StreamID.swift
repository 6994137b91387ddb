// This source file is part of the Outpace project. License: see LICENSE.

/// The number of one stream of a session; the dialer's are odd, the listener's even, zero is the
/// session.
public struct StreamID: Hashable, Comparable, Sendable {
    /// The number on the wire.
    public let number: UInt32

    /// Names the stream with that number.
    public init(_ number: UInt32) { self.number = number }

    /// Whether the dialer of the connection opens streams with this number.
    public var isOfDialer: Bool { number & 1 == 1 }

    /// Earlier streams of a side first.
    public static func < (left: StreamID, right: StreamID) -> Bool {
        left.number < right.number
    }
}
