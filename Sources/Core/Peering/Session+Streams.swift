// This source file is part of the Outpace project. License: see LICENSE.

import Multistream
import Primitives
import Wire
import Yamux

extension Session {
    /// Opens a stream for a purpose; header and proposal travel with the opening.
    @discardableResult
    mutating func openStream(
        _ goal: StreamPurpose.Goal, timeout: Duration, at now: Instant
    ) -> StreamID? {
        guard let id = multiplexer.open(rank: goal.rank) else { return nil }
        let negotiation = Negotiation.proposing(MultistreamDialer(proposals: goal.protocols))
        multiplexer.write(negotiation.start(), to: id)
        streams[id] = SessionStream(
            purpose: .proposing(goal, negotiation), deadline: now.advanced(by: timeout))
        return id
    }

    mutating func demultiplex(
        _ bytes: ArraySlice<UInt8>, at now: Instant
    ) throws(SessionFault) {
        for event in multiplexer.receive(bytes) {
            switch event {
            case .opened(let id): accept(id, at: now)
            case .received(let id, let part):
                try receive(part, on: id, at: now)
                multiplexer.consume(part.count, of: id, at: now)
            case .finished(let id): receiveEnd(of: id, at: now)
            case .reset(let id, let discarded, let fault):
                if fault != nil { try countStreamFault() }
                forget(id, discarding: discarded, at: now)
            case .ponged(let value): receivePong(value, at: now)
            case .wentAway(let reason): throw .wentAway(reason)
            case .failed(let fault): throw .multiplexer(fault)
            }
        }
    }

    private mutating func accept(_ id: StreamID, at now: Instant) {
        let protocols = SessionProtocol.inbound(
            isDialer: role.isDialer, servesPerf: limits.servesPerf)
        let negotiation = Negotiation.answering(MultistreamListener(protocols: protocols))
        multiplexer.write(negotiation.start(), to: id)
        streams[id] = SessionStream(
            purpose: .answering(negotiation),
            deadline: now.advanced(by: limits.negotiationTimeout))
    }

    private mutating func receive(
        _ bytes: ArraySlice<UInt8>, on id: StreamID, at now: Instant
    ) throws(SessionFault) {
        guard let stream = streams[id] else { return }
        switch stream.purpose {
        case .proposing(let goal, let negotiation):
            guard let agreement = try negotiate(negotiation, bytes, on: id, at: now) else {
                return
            }
            become(goal, agreement.name, id, at: now)
            try receivePlain(agreement.remainder[...], on: id, at: now)
        case .answering(let negotiation):
            guard let agreement = try negotiate(negotiation, bytes, on: id, at: now) else {
                return
            }
            try serve(agreement.name, id, at: now)
            try receivePlain(agreement.remainder[...], on: id, at: now)
        case .writing, .reading, .identifying, .echoing, .requesting, .measuring, .closing:
            try receivePlain(bytes, on: id, at: now)
        }
    }

    /// Continues a stream's negotiation; nil while it goes on and when it came to nothing.
    private mutating func negotiate(
        _ negotiation: Negotiation, _ bytes: ArraySlice<UInt8>, on id: StreamID, at now: Instant
    ) throws(SessionFault) -> (name: String, remainder: Bytes)? {
        var negotiation = negotiation
        let outcome: NegotiationOutcome
        do throws(SessionFault) {
            outcome = try negotiation.receive(bytes)
        } catch {
            try abandon(id, at: now)
            return nil
        }
        multiplexer.write(outcome.output, to: id)
        switch outcome.verdict {
        case .pending:
            switch streams[id]?.purpose {
            case .proposing(let goal, _): streams[id]?.purpose = .proposing(goal, negotiation)
            case .answering: streams[id]?.purpose = .answering(negotiation)
            case .writing, .reading, .identifying, .echoing, .requesting, .measuring, .closing, nil:
                break
            }
            return nil
        case .refused:
            refuse(id)
            return nil
        case .agreed(let name, let remainder): return (name, remainder)
        }
    }

    private mutating func receivePlain(
        _ bytes: ArraySlice<UInt8>, on id: StreamID, at now: Instant
    ) throws(SessionFault) {
        guard !bytes.isEmpty, let stream = streams[id] else { return }
        switch stream.purpose {
        case .writing(.direct): try receiveMessages(bytes, .direct, id, at: now)
        case .reading(let lane): try receiveMessages(bytes, lane, id, at: now)
        case .identifying: try receiveIdentification(bytes, id, at: now)
        case .echoing:
            multiplexer.write(bytes, to: id)
            if multiplexer.queuedByteCount(id) > limits.echoByteLimit {
                try abandon(id, at: now)
            }
        case .requesting: try receiveAnswer(bytes, id, at: now)
        case .measuring(var service):
            service.receive(bytes)
            streams[id]?.purpose = .measuring(service)
            streams[id]?.deadline = now.advanced(by: limits.requestTimeout)
        case .writing(.gossip), .closing: break
        case .proposing, .answering: preconditionFailure("stream \(id.number) still negotiates")
        }
    }

    private mutating func receiveEnd(of id: StreamID, at now: Instant) {
        guard let stream = streams[id] else { return }
        switch stream.purpose {
        case .writing(.direct), .reading(.direct), .proposing:
            end(id, at: now)
        case .reading(.gossip), .echoing, .identifying, .answering:
            multiplexer.finish(id)
            forget(id, discarding: 0, at: now)
        case .requesting: receiveEndOfAnswer(id, at: now)
        case .measuring(let service): answer(service, id, at: now)
        case .writing(.gossip), .closing: break
        }
    }

    /// Resets a stream and lets go of it.
    mutating func end(
        _ id: StreamID, because fault: RequestFault = .reset, at now: Instant
    ) {
        let discarded = multiplexer.reset(id)
        forget(id, because: fault, discarding: discarded, at: now)
    }

    /// Resets a stream that broke the rules of its protocol.
    mutating func abandon(
        _ id: StreamID, because fault: RequestFault = .wrongAnswer, at now: Instant
    ) throws(SessionFault) {
        end(id, because: fault, at: now)
        try countStreamFault()
    }

    private mutating func countStreamFault() throws(SessionFault) {
        streamFaultCount += 1
        guard streamFaultCount <= limits.streamFaultLimit else {
            throw .tooManyStreamFaults(streamFaultCount)
        }
    }

    /// Lets go of a stream that the multiplexer ended.
    mutating func forget(
        _ id: StreamID, because fault: RequestFault = .reset, discarding discarded: Int,
        at now: Instant
    ) {
        if let request = streams[id]?.request { fail(request.number, fault) }
        for lane in SessionLane.allCases {
            if self[lane].reader == id { self[lane].reader = nil }
            if self[lane].writer == id { loseWriter(lane, discarding: discarded, at: now) }
        }
        streams[id] = nil
        decoders[id] = nil
    }

    /// Lets go of streams whose last frame was written.
    mutating func forgetClosedStreams() {
        let closed = streams.keys.filter { id in !multiplexer.isOpen(id) }
        for id in closed { streams[id] = nil }
    }
}
