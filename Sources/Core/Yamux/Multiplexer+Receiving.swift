// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Multiplexer {
    /// Reads octets the peer sent.
    ///
    /// - Returns: what happened, in order. After `failed` nothing is read any more.
    public mutating func receive(_ bytes: ArraySlice<UInt8>) -> [MultiplexerEvent] {
        var events: [MultiplexerEvent] = []
        guard !hasFailed else { return events }
        var rest = bytes
        do throws(YamuxFault) {
            while !rest.isEmpty {
                if body != nil {
                    receiveBody(&rest, &events)
                } else if let header = try takeHeader(&rest) {
                    try receive(header, &events)
                }
                guard control.count <= limits.controlByteLimit else {
                    throw .controlFlood(byteCount: control.count)
                }
            }
        } catch {
            hasFailed = true
            events.append(.failed(error))
        }
        return events
    }

    private mutating func takeHeader(
        _ rest: inout ArraySlice<UInt8>
    ) throws(YamuxFault) -> FrameHeader? {
        if partialHeader.isEmpty, rest.count >= FrameHeader.byteCount {
            let header = rest.prefix(FrameHeader.byteCount)
            rest = rest.dropFirst(FrameHeader.byteCount)
            return try FrameHeader.decode(header)
        }
        let missing = FrameHeader.byteCount - partialHeader.count
        partialHeader.append(contentsOf: rest.prefix(missing))
        rest = rest.dropFirst(missing)
        guard partialHeader.count == FrameHeader.byteCount else { return nil }
        defer { partialHeader.removeAll(keepingCapacity: true) }
        return try FrameHeader.decode(partialHeader[...])
    }

    private mutating func receiveBody(
        _ rest: inout ArraySlice<UInt8>, _ events: inout [MultiplexerEvent]
    ) {
        guard var current = body else { return }
        let part = rest.prefix(current.remaining)
        rest = rest.dropFirst(part.count)
        current.remaining -= part.count
        if let id = current.id, streams[id] != nil { events.append(.received(id, part)) }
        body = current.remaining == 0 ? nil : current
        if current.remaining == 0, current.isLast, let id = current.id {
            finishRemotely(id, &events)
        }
    }

    private mutating func receive(
        _ header: FrameHeader, _ events: inout [MultiplexerEvent]
    ) throws(YamuxFault) {
        switch header.kind {
        case .ping:
            guard header.streamID.number == 0 else { throw .strayStreamNumber(header.streamID) }
            if header.flags.contains(.open) {
                FrameHeader(.ping, .acknowledge, stream: StreamID(0), length: header.length)
                    .append(to: &control)
            } else {
                events.append(.ponged(header.length))
            }
        case .goAway:
            guard header.streamID.number == 0 else { throw .strayStreamNumber(header.streamID) }
            isRemotelyLeaving = true
            events.append(.wentAway(header.length))
        case .data, .windowUpdate:
            guard header.streamID.number != 0 else { throw .streamZero }
            try receiveForStream(header, &events)
        }
    }

    private mutating func receiveForStream(
        _ header: FrameHeader, _ events: inout [MultiplexerEvent]
    ) throws(YamuxFault) {
        let id = header.streamID
        let dataCount = header.kind == .data ? header.length : 0
        guard dataCount <= limits.receivedFrameByteLimit else {
            throw .frameOverLimit(header.length)
        }
        if header.flags.contains(.open), !header.flags.contains(.reset) {
            guard try open(header, &events) else { return skip(dataCount) }
        }
        guard let stream = streams[id] else {
            guard header.flags.contains(.reset) || wasOpened(id) else { throw .unknownStream(id) }
            return skip(dataCount)
        }
        if header.flags.contains(.reset) {
            let discarded = remove(id) ?? 0
            events.append(.reset(id, discardedByteCount: discarded, nil))
            return skip(dataCount)
        }
        if header.flags.contains(.acknowledge), !stream.isAcknowledged {
            streams[id]?.isAcknowledged = true
            unacknowledgedStreamCount -= 1
        }
        switch header.kind {
        case .data: try receiveData(header, stream, &events)
        case .windowUpdate: try receiveCredit(header, stream, &events)
        case .ping, .goAway: preconditionFailure("\(header.kind) has no stream")
        }
    }

    private mutating func receiveData(
        _ header: FrameHeader, _ stream: StreamState, _ events: inout [MultiplexerEvent]
    ) throws(YamuxFault) {
        let id = header.streamID
        guard header.length <= stream.receiveWindow else { throw .windowExceeded(id) }
        guard !stream.isRemotelyFinished || header.length == 0 else {
            let discarded = reset(id)
            events.append(.reset(id, discardedByteCount: discarded, .dataAfterFinish(id)))
            return skip(header.length)
        }
        streams[id]?.receiveWindow -= header.length
        let isLast = header.flags.contains(.finish)
        if header.length > 0 {
            body = Body(id: id, remaining: Int(header.length), isLast: isLast)
        } else if isLast {
            finishRemotely(id, &events)
        }
    }

    private mutating func receiveCredit(
        _ header: FrameHeader, _ stream: StreamState, _ events: inout [MultiplexerEvent]
    ) throws(YamuxFault) {
        let (window, overflow) = stream.sendWindow.addingReportingOverflow(header.length)
        guard !overflow else { throw .windowOverflow(header.streamID) }
        streams[header.streamID]?.sendWindow = window
        if header.flags.contains(.finish) { finishRemotely(header.streamID, &events) }
    }

    private mutating func finishRemotely(_ id: StreamID, _ events: inout [MultiplexerEvent]) {
        guard let stream = streams[id], !stream.isRemotelyFinished else { return }
        streams[id]?.isRemotelyFinished = true
        events.append(.finished(id))
        if stream.isLocallyFinished { remove(id) }
    }

    /// Judges a stream the peer opens and creates it.
    ///
    /// - Returns: false when the stream was refused because there are too many.
    private mutating func open(
        _ header: FrameHeader, _ events: inout [MultiplexerEvent]
    ) throws(YamuxFault) -> Bool {
        let id = header.streamID
        guard id.isOfDialer != isDialer else { throw .wrongParity(id) }
        guard remoteNumbers.use(id) else { throw .reusedNumber(id) }
        if header.kind == .data, header.length > limits.receiveWindowByteCount {
            throw .windowExceeded(id)
        }
        if header.kind == .windowUpdate,
            header.length > UInt32.max - YamuxLimits.initialWindowByteCount
        {
            throw .windowOverflow(id)
        }
        guard inboundStreamCount < limits.inboundStreamLimit, !isLocallyLeaving else {
            refusedStreamCount += 1
            guard refusedStreamCount <= limits.refusedStreamLimit else {
                throw .streamFlood(refused: refusedStreamCount)
            }
            FrameHeader(.windowUpdate, .reset, stream: id, length: 0).append(to: &control)
            return false
        }
        inboundStreamCount += 1
        insert(id, rank: UInt8.max, isAcknowledged: true)
        FrameHeader(.windowUpdate, .acknowledge, stream: id, length: extraWindow)
            .append(to: &control)
        events.append(.opened(id))
        return true
    }

    /// Whether the number was used by its owner, so that late frames of it are no fault.
    private func wasOpened(_ id: StreamID) -> Bool {
        id.isOfDialer == isDialer ? id.number < nextLocal : id.number <= remoteNumbers.highest
    }

    private mutating func skip(_ count: UInt32) {
        if count > 0 { body = Body(id: nil, remaining: Int(count), isLast: false) }
    }
}
