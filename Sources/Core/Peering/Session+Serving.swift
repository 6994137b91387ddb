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
        if let request = streams[id]?.request {
            // Octets of the request may wait; the peer must not take them for proposals.
            fail(request.number, .notSpoken)
            streams[id] = nil
            multiplexer.reset(id)
            return
        }
        multiplexer.finish(id)
        streams[id]?.purpose = .closing
    }

    /// The peer agreed to what the stream was opened for.
    mutating func become(
        _ goal: StreamPurpose.Goal, _ name: String, _ id: StreamID, at now: Instant
    ) {
        switch goal {
        case .lane(let lane):
            streams[id] = SessionStream(purpose: .writing(lane), deadline: nil)
            if lane == .direct { beginReading(lane, id) }
            makeReady(lane, protocolName: name, writer: id, at: now)
        case .identify:
            streams[id]?.purpose = .identifying
            decoders[id] = FrameDecoder(limit: limits.identifyByteLimit)
        case .push: streams[id]?.purpose = .closing
        case .request(let request): beginRequest(request, on: id, at: now)
        }
    }

    /// The peer said what it opened the stream for.
    mutating func serve(
        _ name: String, _ id: StreamID, at now: Instant
    ) throws(SessionFault) {
        switch name {
        case SessionProtocol.identify:
            multiplexer.write(FrameDecoder.frame(identification()), to: id)
            multiplexer.finish(id)
            streams[id]?.purpose = .closing
        case SessionProtocol.identifyPush:
            guard mayPush(at: now) else {
                drop(id)
                return
            }
            streams[id]?.purpose = .identifying
            decoders[id] = FrameDecoder(limit: limits.identifyByteLimit)
        case SessionProtocol.ping:
            let count = streams.values.count { stream in stream.isEchoing }
            guard count < limits.inboundPingStreamLimit else {
                drop(id)
                return
            }
            streams[id] = SessionStream(purpose: .echoing, deadline: nil)
        case SessionProtocol.perf:
            guard !streams.values.contains(where: \.isMeasuring) else {
                drop(id)
                return
            }
            streams[id] = SessionStream(
                purpose: .measuring(PerfService()),
                deadline: now.advanced(by: limits.requestTimeout))
            transfers.append(id)
        default: try serveLane(name, id, at: now)
        }
    }

    /// The peer has sent all it wanted to; now it gets what it asked for.
    mutating func answer(_ service: PerfService, _ id: StreamID, at now: Instant) {
        guard let wanted = service.wanted else { return end(id, at: now) }
        multiplexer.writeZeros(wanted, to: id)
        multiplexer.finish(id)
        streams[id]?.deadline = now.advanced(by: limits.requestTimeout)
    }

    private mutating func serveLane(
        _ name: String, _ id: StreamID, at now: Instant
    ) throws(SessionFault) {
        guard let lane = SessionLane.allCases.first(where: { lane in lane.speaks(name) }) else {
            preconditionFailure("agreed on \(name), which nobody serves")
        }
        guard lane == .gossip || mayOpenLane(at: now) else { return try abandon(id, at: now) }
        if let old = self[lane].reader {
            let discarded = drop(old)
            if self[lane].writer == old { loseWriter(lane, discarding: discarded, at: now) }
        }
        streams[id] = SessionStream(purpose: .reading(lane), deadline: nil)
        beginReading(lane, id)
        guard lane == .direct else { return }
        multiplexer.setRank(lane.rank, of: id)
        makeReady(lane, protocolName: name, writer: id, at: now)
    }

    /// Counts an opening of the direct lane; false when that is too often: each makes the owner greet
    /// the peer anew.
    private mutating func mayOpenLane(at now: Instant) -> Bool {
        openingCredit.take(
            limit: limits.laneOpeningsLimit, interval: limits.firstReopenPause, at: now)
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

    /// Whether the peer measures on the stream how much passes.
    var isMeasuring: Bool {
        if case .measuring = purpose { true } else { false }
    }
}
