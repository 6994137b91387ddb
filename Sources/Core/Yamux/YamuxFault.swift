// This source file is part of the Outpace project. License: see LICENSE.

/// What a peer did against the multiplexer's rules.
public enum YamuxFault: Error, Hashable, Sendable {
    /// How much ends with the fault.
    public enum Scope: Sendable {
        /// The one stream is reset.
        case stream
        /// The session ends.
        case session
    }

    /// A frame of a version that is not zero.
    case unknownVersion(UInt8)
    /// A frame of a kind that does not exist.
    case unknownKind(UInt8)
    /// A data frame longer than a frame may be.
    case frameOverLimit(UInt32)
    /// Data or credit for stream zero.
    case streamZero
    /// A stream opened with a number that belongs to the other side.
    case wrongParity(StreamID)
    /// A stream opened with a number that was used before, or is so old that nobody can tell.
    case reusedNumber(StreamID)
    /// A frame for a stream that nobody ever opened.
    case unknownStream(StreamID)
    /// More data than the window allows.
    case windowExceeded(StreamID)
    /// Credit that makes the window larger than 32 bits hold.
    case windowOverflow(StreamID)
    /// A ping or a farewell that names a stream.
    case strayStreamNumber(StreamID)
    /// Data after the sender said there is no more.
    case dataAfterFinish(StreamID)
    /// Too many streams were opened over the limit.
    case streamFlood(refused: Int)
    /// More answers are owed than may be kept, because the peer asks without reading.
    case controlFlood(byteCount: Int)

    /// A short name of the fault, for counters.
    public var name: String {
        switch self {
        case .unknownVersion: "unknownVersion"
        case .unknownKind: "unknownKind"
        case .frameOverLimit: "frameOverLimit"
        case .streamZero: "streamZero"
        case .wrongParity: "wrongParity"
        case .reusedNumber: "reusedNumber"
        case .unknownStream: "unknownStream"
        case .windowExceeded: "windowExceeded"
        case .windowOverflow: "windowOverflow"
        case .strayStreamNumber: "strayStreamNumber"
        case .dataAfterFinish: "dataAfterFinish"
        case .streamFlood: "streamFlood"
        case .controlFlood: "controlFlood"
        }
    }

    /// How much ends with the fault.
    public var scope: Scope {
        switch self {
        case .dataAfterFinish: .stream
        case .unknownVersion, .unknownKind, .frameOverLimit, .streamZero, .wrongParity,
            .reusedNumber, .unknownStream, .windowExceeded, .windowOverflow, .strayStreamNumber,
            .streamFlood, .controlFlood:
            .session
        }
    }
}
