// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Yamux

extension Session {
    /// Asks the peer; before streams can be opened the request waits for that.
    mutating func ask(_ request: SessionRequest, number: UInt64, at now: Instant) {
        guard drainDeadline == nil else { return fail(number, .sessionEnded) }
        let asked = streams.values.compactMap(\.request).map(\.request)
        let isBusy = (asked + waitingRequests.map(\.request)).contains(where: request.isAlike)
        guard !isBusy else { return fail(number, .busy) }
        guard isMultiplexed else { return waitingRequests.append((number, request)) }
        open(request, number: number, at: now)
    }

    /// Opens the streams of requests that waited, so that they leave with the handshake's last
    /// message.
    mutating func askWaiting(at now: Instant) {
        let waiting = waitingRequests
        waitingRequests = []
        for (number, request) in waiting { open(request, number: number, at: now) }
    }

    /// Drops a request; nothing happens when it was answered.
    mutating func cancel(_ number: UInt64, at now: Instant) {
        if let index = waitingRequests.firstIndex(where: { $0.number == number }) {
            waitingRequests.remove(at: index)
            return fail(number, .cancelled)
        }
        let id = streams.keys.sorted().first { id in streams[id]?.request?.number == number }
        if let id { end(id, because: .cancelled, at: now) }
    }

    /// Everything that was asked comes to nothing: the session is over.
    mutating func failRequests() {
        for (number, _) in waitingRequests { fail(number, .sessionEnded) }
        waitingRequests = []
        for id in streams.keys.sorted() {
            if let request = streams[id]?.request { fail(request.number, .sessionEnded) }
        }
    }

    mutating func fail(_ number: UInt64, _ fault: RequestFault) {
        effects.append(.unanswered(number: number, fault))
    }

    /// The request and its first octets travel with the opening.
    private mutating func open(_ request: SessionRequest, number: UInt64, at now: Instant) {
        guard let id = openStream(.request(request), timeout: limits.requestTimeout, at: now)
        else { return fail(number, .busy) }
        var state = RequestState(number: number, request: request, startedAt: now)
        switch request {
        case .ping:
            while state.expected.count < Self.pingByteCount {
                secrets.generator.next().appendBigEndian(to: &state.expected)
            }
            multiplexer.write(state.expected, to: id)
        case .perf(let count, let download):
            var prefix: Bytes = []
            download.appendBigEndian(to: &prefix)
            multiplexer.write(prefix, to: id)
            // A peer that may not speak the protocol is not sent a window full of zeros.
            if count <= Self.optimisticByteLimit { upload(count, on: id) }
        }
        streams[id]?.request = state
    }

    /// The peer agreed to what it was asked; a long upload begins now.
    mutating func beginRequest(_ request: SessionRequest, on id: StreamID, at now: Instant) {
        streams[id]?.purpose = .requesting
        streams[id]?.deadline = now.advanced(by: limits.requestTimeout)
        if case .perf(let count, _) = request, count > Self.optimisticByteLimit {
            upload(count, on: id)
        }
    }

    private mutating func upload(_ count: UInt64, on id: StreamID) {
        multiplexer.writeZeros(count, to: id)
        multiplexer.finish(id)
        transfers.append(id)
    }

    mutating func receiveAnswer(
        _ bytes: ArraySlice<UInt8>, _ id: StreamID, at now: Instant
    ) throws(SessionFault) {
        guard var state = streams[id]?.request else { return }
        state.receivedByteCount += UInt64(bytes.count)
        streams[id]?.request = state
        streams[id]?.deadline = now.advanced(by: limits.requestTimeout)
        switch state.request {
        case .ping:
            guard state.expected.starts(with: bytes) else {
                return try abandon(id, because: .wrongAnswer, at: now)
            }
            streams[id]?.request?.expected.removeFirst(bytes.count)
            guard state.receivedByteCount == UInt64(Self.pingByteCount) else { return }
            streams[id]?.request = nil
            let roundTrip = now.duration(since: state.startedAt)
            effects.append(.answered(number: state.number, .ping(roundTrip: roundTrip)))
            multiplexer.finish(id)
            streams[id]?.purpose = .closing
        case .perf(_, let download):
            if state.receivedByteCount > download {
                try abandon(id, because: .wrongAnswer, at: now)
            }
        }
    }

    /// The peer ended the stream of a request: a transfer is over when all of it came.
    mutating func receiveEndOfAnswer(_ id: StreamID, at now: Instant) {
        guard let state = streams[id]?.request,
            case .perf(let upload, let download) = state.request,
            state.receivedByteCount == download, multiplexer.hasFinished(id)
        else { return end(id, because: .wrongAnswer, at: now) }
        let uploadedAt = state.uploadedAt ?? now
        let result = PerfResult(
            uploadByteCount: upload, downloadByteCount: download,
            uploadDuration: uploadedAt.duration(since: state.startedAt),
            downloadDuration: now.duration(since: uploadedAt))
        effects.append(.answered(number: state.number, .perf(result)))
        streams[id]?.request = nil
        forget(id, discarding: 0, at: now)
    }

    /// Notes which transfers got on in this step.
    mutating func followTransfers(at now: Instant) {
        for id in transfers {
            guard let stream = streams[id] else { continue }
            if stream.request != nil, stream.request?.uploadedAt == nil,
                multiplexer.hasFinished(id)
            {
                streams[id]?.request?.uploadedAt = now
            }
            let waiting = multiplexer.queuedByteCount(id)
            guard waiting != stream.waitingByteCount else { continue }
            streams[id]?.waitingByteCount = waiting
            streams[id]?.deadline = now.advanced(by: limits.requestTimeout)
        }
        transfers.removeAll { id in streams[id] == nil }
    }

    /// The octets of one ping.
    static var pingByteCount: Int { 32 }

    /// Octets of an upload that leave before the peer agreed to it.
    private static var optimisticByteLimit: UInt64 { 16 * 1024 }
}
