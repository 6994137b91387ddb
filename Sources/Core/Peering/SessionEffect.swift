// This source file is part of the Outpace project. License: see LICENSE.

public import Identity
public import Primitives

/// What a session asks of its shell, in order; `write` comes near the end and `finished` last.
public enum SessionEffect: Hashable, Sendable {
    /// Send these octets on the connection.
    case write(Bytes)
    /// The peer proved who it is and streams can be opened. The hash of the handshake is the same
    /// on both sides and different for every session: it names the session and salts what others
    /// must not foresee.
    case established(PublicKey, handshakeHash: Bytes)
    /// Messages can be sent on the lane; both sides agreed on the protocol of that name.
    case ready(SessionLane, protocolName: String)
    /// Messages cannot be sent on the lane any more.
    case unready(SessionLane)
    /// The peer sent a message on the lane.
    case heard(SessionLane, Bytes)
    /// The peer told about itself.
    case identified(IdentifyInfo)
    /// The peer answered after this long.
    case measured(roundTrip: Duration)
    /// A message of that many octets was not sent: the lane is full or not ready, or the message is
    /// over its limit. Also: that many queued octets were lost with the lane's stream.
    case dropped(SessionLane, byteCount: Int)
    /// The lane was full and is now less than half full.
    case drained(SessionLane)
    /// The peer answered the request of that number.
    case answered(number: UInt64, SessionAnswer)
    /// There will be no answer to the request of that number.
    case unanswered(number: UInt64, RequestFault)
    /// Close the connection after what was written; nil when this node asked for it.
    case finished(SessionFault?)
}
