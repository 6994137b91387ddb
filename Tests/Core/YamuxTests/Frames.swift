// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Yamux

extension FrameHeader {
    var bytes: Bytes {
        var bytes: Bytes = []
        append(to: &bytes)
        return bytes
    }
}

/// A frame as a peer would send it.
func frame(
    _ kind: FrameKind, _ flags: FrameFlags = [], _ stream: UInt32, _ length: UInt32,
    _ body: Bytes = []
) -> Bytes {
    FrameHeader(kind, flags, stream: StreamID(stream), length: length).bytes + body
}

/// A data frame as a peer would send it.
func data(_ stream: UInt32, _ body: Bytes, _ flags: FrameFlags = []) -> Bytes {
    frame(.data, flags, stream, UInt32(body.count), body)
}

extension Multiplexer {
    /// A listener, so that the peer's numbers are odd.
    static func listener(_ limits: YamuxLimits = YamuxLimits()) -> Multiplexer {
        Multiplexer(isDialer: false, limits: limits)
    }

    static func dialer(_ limits: YamuxLimits = YamuxLimits()) -> Multiplexer {
        Multiplexer(isDialer: true, limits: limits)
    }

    mutating func receive(_ bytes: Bytes) -> [MultiplexerEvent] { receive(bytes[...]) }

    mutating func takeAll() -> Bytes { takeOutput(upTo: 10_000_000) }

    mutating func opening(rank: UInt8 = 0) -> StreamID {
        guard let id = open(rank: rank) else { preconditionFailure("no stream to be had") }
        return id
    }
}

extension MultiplexerEvent {
    /// Whether the peer broke a rule of session scope.
    var isFailure: Bool {
        if case .failed = self { true } else { false }
    }
}
