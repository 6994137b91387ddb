// This source file is part of the Outpace project. License: see LICENSE.

/// What came out of the octets a peer sent.
public enum MultiplexerEvent: Hashable, Sendable {
    /// The peer opened a stream.
    case opened(StreamID)
    /// Octets of a stream, in order; the owner gives the credit back with `consume`.
    case received(StreamID, ArraySlice<UInt8>)
    /// The peer writes nothing more on the stream.
    case finished(StreamID)
    /// The stream is gone: the peer reset it, or broke a rule of stream scope. What was queued for
    /// it is lost.
    case reset(StreamID, discardedByteCount: Int, YamuxFault?)
    /// Our ping with that value was answered.
    case ponged(UInt32)
    /// The peer ends the session: 0 normal, 1 protocol fault, 2 internal fault.
    case wentAway(UInt32)
    /// The peer broke a rule of session scope; nothing further is read.
    case failed(YamuxFault)
}
