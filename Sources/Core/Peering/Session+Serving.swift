// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Wire
import Yamux

extension Session {
    /// The peer does not speak what the stream was opened for; it is not asked again.
    mutating func refuse(_ id: StreamID) {
        for lane in SessionLane.allCases where self[lane].writer == id {
            self[lane].writer = nil
        }
        multiplexer.finish(id)
        streams[id]?.purpose = .closing
    }

    /// The peer agreed to what the stream was opened for.
    mutating func become(_ goal: StreamPurpose.Goal, _ id: StreamID, at now: Instant) {
        switch goal {
        case .lane(let lane):
            streams[id] = SessionStream(purpose: .writing(lane), deadline: nil)
            if lane == .direct { beginReading(lane, id) }
            makeReady(lane, writer: id, at: now)
        case .identify:
            streams[id]?.purpose = .identifying
            decoders[id] = FrameDecoder(limit: limits.identifyByteLimit)
        }
    }

    /// The peer said what it opened the stream for.
    mutating func serve(_ name: String, _ id: StreamID, at now: Instant) {
        switch name {
        case SessionProtocol.identify:
            multiplexer.write(FrameDecoder.frame(identification()), to: id)
            multiplexer.finish(id)
            streams[id]?.purpose = .closing
        case SessionProtocol.identifyPush:
            streams[id]?.purpose = .identifying
            decoders[id] = FrameDecoder(limit: limits.identifyByteLimit)
        case SessionProtocol.ping:
            let count = streams.values.count { stream in stream.isEchoing }
            guard count < limits.inboundPingStreamLimit else {
                drop(id)
                return
            }
            streams[id] = SessionStream(purpose: .echoing, deadline: nil)
        default: serveLane(name, id, at: now)
        }
    }

    private mutating func serveLane(_ name: String, _ id: StreamID, at now: Instant) {
        guard let lane = SessionLane.allCases.first(where: { lane in lane.speaks(name) }) else {
            preconditionFailure("agreed on \(name), which nobody serves")
        }
        if let old = self[lane].reader {
            let discarded = drop(old)
            if self[lane].writer == old { loseWriter(lane, discarding: discarded, at: now) }
        }
        streams[id] = SessionStream(purpose: .reading(lane), deadline: nil)
        beginReading(lane, id)
        guard lane == .direct else { return }
        multiplexer.setRank(lane.rank, of: id)
        makeReady(lane, writer: id, at: now)
    }

    /// Resets a stream that is no longer wanted.
    ///
    /// - Returns: how many queued octets were lost with it.
    @discardableResult
    private mutating func drop(_ id: StreamID) -> Int {
        streams[id] = nil
        decoders[id] = nil
        return multiplexer.reset(id)
    }
}

extension SessionStream {
    /// Whether the stream sends pings back.
    var isEchoing: Bool {
        if case .echoing = purpose { true } else { false }
    }
}
