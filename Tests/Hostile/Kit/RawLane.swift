// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Primitives
import Wire

/// The direct lane over a raw session.
final class RawLane {
    static let name = "/outpace/channel/1"

    let session: RawSession
    let stream: UInt32
    private var sequence: UInt64 = 0
    private(set) var acknowledged: UInt64 = 0
    /// All that was heard.
    private(set) var bodies: [LaneBody] = []
    private var heardSequence: UInt64 = 0
    private var decoder = FrameDecoder(limit: 4 << 20)

    /// Opens the lane; nil when the other side does not speak it.
    init?(_ session: RawSession) async throws {
        guard let stream = try await session.openStream(Self.name) else { return nil }
        self.session = session
        self.stream = stream
    }

    /// How many frames were said.
    var saidCount: UInt64 { sequence }

    /// Says a body in the next frame.
    @discardableResult
    func say(_ body: LaneBody) async throws -> Bool {
        sequence += 1
        let frame = LaneFrame(sequence: sequence, acknowledged: heardSequence, body: body)
        return try await say(frame.encode())
    }

    /// Says octets in the place of a frame, with their right length in front.
    @discardableResult
    func say(_ bytes: Bytes) async throws -> Bool {
        try await session.write(FrameDecoder.frame(bytes), on: stream)
    }

    /// Takes what the other side has said so far.
    @discardableResult
    func heard() throws -> [LaneBody] {
        decoder.append(session.received[stream, default: []])
        session.received[stream] = []
        var new: [LaneBody] = []
        while let message = try decoder.next() {
            let frame = try LaneFrame.decode(message, limits: LaneParameters())
            acknowledged = max(acknowledged, frame.acknowledged)
            heardSequence = max(heardSequence, frame.sequence)
            if let body = frame.body { new.append(body) }
        }
        bodies += new
        return new
    }

    /// Waits until everything said was processed; whether it was.
    func settles(within limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while acknowledged < sequence, ContinuousClock.now < deadline, !session.isEnded {
            try await session.attend(
                until: { !$0.received[self.stream, default: []].isEmpty }, within: .seconds(1))
            try heard()
        }
        return acknowledged >= sequence
    }
}
