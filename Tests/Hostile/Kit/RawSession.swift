// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Multistream
import Noise
import Primitives

/// A secured session that puts any frame on the wire, and is as polite as it is told to be.
///
/// Nothing happens by itself: what the other side says is read while a test waits for something.
final class RawSession {
    /// What the session does without being asked.
    struct Manners {
        /// Answers pings.
        var answersPings = true
        /// Gives back the room of what was received.
        var grantsCredit = true
        /// Negotiates streams that the other side opens, for these protocols.
        var accepts = ["/meshsub/1.2.0", "/meshsub/1.1.0", "/meshsub/1.0.0"]
    }

    static let initialWindow = 256 * 1024

    let connection: RawConnection
    let key: NodeKey
    var manners = Manners()
    /// Octets that came on each stream, after its negotiation when the other side opened it.
    var received: [UInt32: Bytes] = [:]
    /// Streams of the other side and what they were agreed to be for.
    private(set) var agreed: [UInt32: String] = [:]
    /// Streams that were reset.
    private(set) var resets: Set<UInt32> = []
    /// Pongs so far.
    private(set) var pongCount = 0
    /// Why the other side said farewell.
    private(set) var farewell: UInt32?
    private(set) var isEnded = false
    private var transport: TransportState
    private var reader: NoiseFrameReader
    private var buffer: Bytes = []
    private var credit: [UInt32: Int] = [:]
    private var listeners: [UInt32: MultistreamListener] = [:]
    private var nextStream: UInt32 = 1

    init(
        _ connection: RawConnection, transport: TransportState, reader: NoiseFrameReader,
        key: NodeKey
    ) {
        self.connection = connection
        self.transport = transport
        self.reader = reader
        self.key = key
    }

    /// Connects and does everything that an honest dialer does before the first stream.
    static func open(
        port: Int, key: NodeKey = .fresh(), receiveBuffer: Int? = nil
    ) async throws -> RawSession? {
        let connection = try await RawConnection.open(port: port, receiveBuffer: receiveBuffer)
        var handshake = RawHandshake(connection, key: key)
        return try await handshake.perform()
    }

    /// Encrypts octets, whatever they are, and sends them.
    @discardableResult
    func send(plaintext: Bytes, within limit: Duration = .seconds(5)) async throws -> Bool {
        var output: Bytes = []
        try transport.seal(plaintext[...], appendingTo: &output)
        return await connection.send(output, within: limit)
    }

    /// Sends frames in one go.
    @discardableResult
    func send(_ frames: RawFrame...) async throws -> Bool {
        try await send(plaintext: frames.flatMap(\.bytes))
    }

    /// A number for a stream of ours that was not used before.
    func takeStreamNumber() -> UInt32 {
        defer { nextStream += 2 }
        return nextStream
    }

    /// Writes on a stream as fast as the other side gives room.
    ///
    /// - Returns: false when there was no room in time, or the session ended.
    @discardableResult
    func write(
        _ bytes: Bytes, on stream: UInt32, within limit: Duration = .seconds(10)
    ) async throws
        -> Bool
    {
        let deadline = ContinuousClock.now + limit
        var rest = bytes[...]
        while !rest.isEmpty {
            let room = credit[stream, default: Self.initialWindow]
            guard room > 0 else {
                let isRelieved = try await attend(
                    until: { $0.credit[stream, default: 0] > 0 },
                    within: deadline - ContinuousClock.now)
                guard isRelieved, !isEnded else { return false }
                continue
            }
            let part = rest.prefix(min(room, 32 * 1024))
            rest = rest.dropFirst(part.count)
            credit[stream] = room - part.count
            guard try await send(RawFrame(Bytes(part), stream: stream)) else { return false }
        }
        return true
    }

    /// Reads what comes until something holds.
    ///
    /// - Returns: whether it held in time; false at once when the session ends.
    @discardableResult
    func attend(
        until condition: (RawSession) -> Bool, within limit: Duration
    ) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while !condition(self) {
            let left = deadline - ContinuousClock.now
            guard left > .zero, !isEnded else { return false }
            switch await connection.receive(within: left) {
            case .bytes(let bytes): try await take(bytes)
            case .ended: isEnded = true
            case .nothing: return condition(self)
            }
        }
        return true
    }

    /// Reads until the other side closes the connection; whether it did.
    func ends(within limit: Duration) async throws -> Bool {
        try await attend(until: { $0.isEnded }, within: limit)
    }

    func close() { connection.close() }

    private func take(_ bytes: Bytes) async throws {
        reader.append(bytes)
        while let message = reader.next() { buffer += try transport.open(message) }
        var answers: Bytes = []
        while let frame = RawFrame.take(from: &buffer) { try take(frame, &answers) }
        if !answers.isEmpty { try await send(plaintext: answers) }
    }

    private func take(_ frame: RawFrame, _ answers: inout Bytes) throws {
        switch frame.kind {
        case RawFrame.Kind.ping:
            if frame.flags & RawFrame.Flag.open == 0 {
                pongCount += 1
            } else if manners.answersPings {
                answers +=
                    RawFrame(
                        RawFrame.Kind.ping, RawFrame.Flag.acknowledge, stream: 0,
                        length: frame.length
                    ).bytes
            }
        case RawFrame.Kind.goAway: farewell = frame.length
        default: try takeOfStream(frame, &answers)
        }
    }

    private func takeOfStream(_ frame: RawFrame, _ answers: inout Bytes) throws {
        let stream = frame.stream
        if frame.flags & RawFrame.Flag.open != 0 {
            let listener = MultistreamListener(protocols: manners.accepts)
            answers +=
                RawFrame(RawFrame.Kind.window, RawFrame.Flag.acknowledge, stream: stream).bytes
            answers += RawFrame(listener.start(), stream: stream).bytes
            listeners[stream] = listener
        }
        if frame.flags & RawFrame.Flag.reset != 0 { resets.insert(stream) }
        if frame.kind == RawFrame.Kind.window {
            credit[stream, default: Self.initialWindow] += Int(frame.length)
            return
        }
        guard !frame.content.isEmpty else { return }
        if manners.grantsCredit {
            answers +=
                RawFrame(RawFrame.Kind.window, stream: stream, length: frame.length).bytes
        }
        guard var listener = listeners[stream] else {
            received[stream, default: []] += frame.content
            return
        }
        let outcome = try listener.receive(frame.content[...])
        if !outcome.output.isEmpty { answers += RawFrame(outcome.output, stream: stream).bytes }
        listeners[stream] = listener
        if case .agreed(let name, let remainder) = outcome.verdict {
            listeners[stream] = nil
            agreed[stream] = name
            received[stream] = remainder
        }
    }
}

extension RawSession {
    /// Opens a stream and agrees on a protocol; nil when the other side does not speak it.
    func openStream(_ name: String) async throws -> UInt32? {
        let stream = takeStreamNumber()
        let dialer = MultistreamDialer(proposals: [name])
        try await send(
            RawFrame(RawFrame.Kind.window, RawFrame.Flag.open, stream: stream),
            RawFrame(dialer.start(), stream: stream))
        let echo = dialer.start()
        let isAnswered = try await attend(
            until: { $0.received[stream, default: []].starts(with: echo) },
            within: .seconds(5))
        guard isAnswered else { return nil }
        received[stream]?.removeFirst(echo.count)
        return stream
    }

    /// The stream on which the other side speaks gossipsub, once there is one.
    var gossipStream: UInt32? { agreed.first { $0.value.hasPrefix("/meshsub/") }?.key }
}
